//! `ApplyResourceChange`: creates, updates or deletes.

use kgas_proto::tfplugin6::apply_resource_change::{Request, Response};

use super::call::Call;
use super::wire::{diagnostics, dynamic, identity, known_identity, value};
use crate::diagnostic::Diagnostics;
use crate::plugin::{ApplyRequest, Plugin};

impl Call for Request {
    const RPC: &'static str = "ApplyResourceChange";
    type Answer = Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Response {
        Response {
            new_state: self.prior_state.clone(),
            private: self.planned_private.clone(),
            // What is left out is forgotten.
            new_identity: self.planned_identity.clone(),
            diagnostics: diagnostics(told),
            ..Response::default()
        }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let ty = &plugin.resource(&self.type_name)?.ty;
        let request = ApplyRequest {
            type_name: &self.type_name,
            prior: value(self.prior_state.as_ref(), ty, "state")?,
            planned: value(self.planned_state.as_ref(), ty, "plan")?,
            config: value(self.config.as_ref(), ty, "configuration")?,
            identity: known_identity(self.planned_identity.as_ref(), &plugin.identity_attributes(&self.type_name))?,
            private: &self.planned_private,
        };
        let answer = plugin.apply(request).await;
        Ok(Response {
            new_state: Some(dynamic(&answer.state)),
            private: answer.private.into(),
            new_identity: identity(&answer.identity),
            diagnostics: diagnostics(answer.diagnostics),
            ..Response::default()
        })
    }
}
