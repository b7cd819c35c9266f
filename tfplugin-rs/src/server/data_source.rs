//! `ReadDataSource`: reads what Terraform does not own.

use kgas_proto::tfplugin6::read_data_source::{Request, Response};

use super::call::Call;
use super::wire::{diagnostics, dynamic, value};
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

impl Call for Request {
    const RPC: &'static str = "ReadDataSource";
    type Answer = Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Response {
        Response { diagnostics: diagnostics(told), ..Response::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let config = value(self.config.as_ref(), &plugin.data_source(&self.type_name)?.ty, "configuration")?;
        let (state, told) = plugin.read_data_source(&self.type_name, &config).await?;
        Ok(Response { state: Some(dynamic(&state)), diagnostics: diagnostics(told), deferred: None })
    }
}
