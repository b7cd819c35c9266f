//! The provider block becomes a client.

use super::Plugin;
use crate::diagnostic::Diagnostics;
use crate::provider::Configure;
use crate::value::Value;
use crate::view::View;

impl Plugin {
    /// Makes the client that later calls use.
    pub(crate) async fn configure(&self, config: &Value, terraform_version: &str) -> Diagnostics {
        let request = Configure { config: View::new(config), terraform_version, stop: self.stopper.listen() };
        match self.provider.thing.configure(request).await {
            Ok((client, told)) => {
                self.set_client(client);
                told
            }
            Err(told) => told,
        }
    }
}
