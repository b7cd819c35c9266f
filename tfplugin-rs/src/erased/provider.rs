//! A provider without its types.

use async_trait::async_trait;

use super::{AnyClient, Typed, validated};
use crate::diagnostic::Diagnostics;
use crate::provider::{Configure, Provider};
use crate::schema::Schema;
use crate::value::Value;

/// What a provider does, in values.
#[async_trait]
pub(crate) trait AnyProvider: Send + Sync {
    fn schema(&self) -> Schema;
    fn validate(&self, config: &Value) -> Diagnostics;
    async fn configure(&self, request: Configure<'_>) -> Result<(AnyClient, Diagnostics), Diagnostics>;
}

#[async_trait]
impl<P: Provider> AnyProvider for Typed<P> {
    fn schema(&self) -> Schema {
        Schema::of::<P::Config>()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated::<P::Config>(config, |config| self.0.validate(config))
    }

    async fn configure(&self, request: Configure<'_>) -> Result<(AnyClient, Diagnostics), Diagnostics> {
        let (client, told) = self.0.configure(request).await?;
        Ok((AnyClient::new(client), told))
    }
}
