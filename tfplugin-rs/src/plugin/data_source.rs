//! Read what Terraform does not own.

use super::{Plugin, broken};
use crate::diagnostic::Diagnostics;
use crate::rules::check_data_source;
use crate::value::Value;

impl Plugin {
    /// Reads a data source.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) async fn read_data_source(
        &self,
        type_name: &str,
        config: &Value,
    ) -> Result<(Value, Diagnostics), Diagnostics> {
        let offered = self.data_source(type_name)?;
        let client = self.needed_client()?;
        let (value, mut told) = offered.thing.read(config, &client, self.stopper.listen()).await?;
        told.extend(broken(check_data_source(&offered.schema, config, &value)));
        Ok((value, told))
    }
}
