//! A data source without its types.

use async_trait::async_trait;

use super::{AnyClient, Typed, context, read, validated};
use crate::data_source::DataSource;
use crate::diagnostic::Diagnostics;
use crate::field::Field;
use crate::schema::Schema;
use crate::stop::Stop;
use crate::value::Value;

/// What a data source does, in values.
#[async_trait]
pub(crate) trait AnyDataSource: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn validate(&self, config: &Value) -> Diagnostics;
    async fn read(&self, config: &Value, client: &AnyClient, stop: Stop) -> Result<(Value, Diagnostics), Diagnostics>;
}

#[async_trait]
impl<D: DataSource> AnyDataSource for Typed<D> {
    fn type_name(&self) -> &'static str {
        D::TYPE
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated::<D::Model>(config, |config| self.0.validate(config))
    }

    async fn read(&self, config: &Value, client: &AnyClient, stop: Stop) -> Result<(Value, Diagnostics), Diagnostics> {
        let (model, told) = self.0.read(read(config)?, context(client, stop)?).await?;
        Ok((model.to_value(), told))
    }
}
