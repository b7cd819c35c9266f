//! `StopProvider`: the user asked to stop.

use kgas_proto::tfplugin6::stop_provider::{Request, Response};

use super::call::Call;
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

impl Call for Request {
    const RPC: &'static str = "StopProvider";
    type Answer = Response;

    fn told(&self, told: Diagnostics) -> Response {
        let words: Vec<_> = told.iter().map(ToString::to_string).collect();
        Response { error: words.join("\n") }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        plugin.stopper.stop();
        Ok(Response::default())
    }
}
