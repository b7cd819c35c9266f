//! An ephemeral resource without its types.

use std::time::SystemTime;

use async_trait::async_trait;

use super::{AnyClient, Typed, context, read, validated};
use crate::diagnostic::Diagnostics;
use crate::ephemeral::{Ephemeral, Opened};
use crate::field::Field;
use crate::private::Private;
use crate::schema::Schema;
use crate::stop::Stop;
use crate::value::Value;

/// What an ephemeral resource does, in values.
#[async_trait]
pub(crate) trait AnyEphemeral: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn validate(&self, config: &Value) -> Diagnostics;
    async fn open(&self, config: &Value, client: &AnyClient, stop: Stop) -> Result<Opened<Value>, Diagnostics>;
    async fn renew(
        &self,
        private: Private,
        client: &AnyClient,
        stop: Stop,
    ) -> Result<(Private, Option<SystemTime>), Diagnostics>;
    async fn close(&self, private: Private, client: &AnyClient, stop: Stop) -> Diagnostics;
}

#[async_trait]
impl<E: Ephemeral> AnyEphemeral for Typed<E> {
    fn type_name(&self) -> &'static str {
        E::TYPE
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated::<E::Model>(config, |config| self.0.validate(config))
    }

    async fn open(&self, config: &Value, client: &AnyClient, stop: Stop) -> Result<Opened<Value>, Diagnostics> {
        let opened = self.0.open(read(config)?, context(client, stop)?).await?;
        let Opened { result, renew_at, private, diagnostics } = opened;
        Ok(Opened { result: result.to_value(), renew_at, private, diagnostics })
    }

    async fn renew(
        &self,
        private: Private,
        client: &AnyClient,
        stop: Stop,
    ) -> Result<(Private, Option<SystemTime>), Diagnostics> {
        self.0.renew(private, context(client, stop)?).await
    }

    async fn close(&self, private: Private, client: &AnyClient, stop: Stop) -> Diagnostics {
        match context(client, stop) {
            Ok(context) => self.0.close(private, context).await,
            Err(why) => why,
        }
    }
}
