//! `ReadResource`: what is true now?

use kgas_proto::tfplugin6::read_resource::{Request, Response};

use super::call::Call;
use super::wire::{diagnostics, dynamic, identity, known_identity, value};
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

impl Call for Request {
    const RPC: &'static str = "ReadResource";
    type Answer = Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Response {
        Response {
            new_state: self.current_state.clone(),
            private: self.private.clone(),
            new_identity: self.current_identity.clone(),
            diagnostics: diagnostics(told),
            ..Response::default()
        }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let state = value(self.current_state.as_ref(), &plugin.resource(&self.type_name)?.ty, "state")?;
        let before = known_identity(self.current_identity.as_ref(), &plugin.identity_attributes(&self.type_name))?;
        let answer = plugin.read(&self.type_name, &state, &before, &self.private).await;
        Ok(Response {
            new_state: Some(dynamic(&answer.state)),
            private: answer.private.into(),
            new_identity: identity(&answer.identity),
            diagnostics: diagnostics(answer.diagnostics),
            ..Response::default()
        })
    }
}
