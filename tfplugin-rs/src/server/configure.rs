//! `ConfigureProvider`: the provider block becomes a client.

use kgas_proto::tfplugin6::configure_provider::{Request, Response};

use super::call::Call;
use super::wire::{diagnostics, value};
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

impl Call for Request {
    const RPC: &'static str = "ConfigureProvider";
    type Answer = Response;

    fn told(&self, told: Diagnostics) -> Response {
        Response { diagnostics: diagnostics(told) }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let config = value(self.config.as_ref(), &plugin.provider.ty, "provider configuration")?;
        Ok(self.told(plugin.configure(&config, &self.terraform_version).await))
    }
}
