//! Open, renew and close what is never stored.

use std::time::SystemTime;

use super::{Plugin, broken};
use crate::diagnostic::Diagnostics;
use crate::ephemeral::Opened;
use crate::private::Private;
use crate::rules::check_ephemeral;
use crate::value::Value;

impl Plugin {
    /// Opens an ephemeral resource.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub(crate) async fn open(&self, type_name: &str, config: &Value) -> Result<Opened<Value>, Diagnostics> {
        let offered = self.ephemeral(type_name)?;
        let mut opened = offered.thing.open(config, &self.needed_client()?, self.stopper.listen()).await?;
        opened.diagnostics.extend(broken(check_ephemeral(&offered.schema, config, &opened.result)));
        Ok(opened)
    }

    /// Keeps it valid for longer.
    ///
    /// # Errors
    /// Why it cannot be renewed.
    pub(crate) async fn renew(
        &self,
        type_name: &str,
        private: &[u8],
    ) -> Result<(Private, Option<SystemTime>), Diagnostics> {
        let offered = self.ephemeral(type_name)?;
        offered.thing.renew(Private::from_bytes(private), &self.needed_client()?, self.stopper.listen()).await
    }

    /// Gives it back.
    pub(crate) async fn close(&self, type_name: &str, private: &[u8]) -> Diagnostics {
        match (self.ephemeral(type_name), self.needed_client()) {
            (Ok(offered), Ok(client)) => {
                offered.thing.close(Private::from_bytes(private), &client, self.stopper.listen()).await
            }
            (Err(told), _) | (_, Err(told)) => told.into(),
        }
    }
}
