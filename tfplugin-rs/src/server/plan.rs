//! `PlanResourceChange`: what would an apply do?

use kgas_proto::tfplugin6::plan_resource_change::{Request, Response};

use super::call::Call;
use super::wire::{diagnostics, dynamic, identity, known_identity, path, value};
use crate::diagnostic::Diagnostics;
use crate::plugin::{PlanRequest, Plugin};

impl Call for Request {
    const RPC: &'static str = "PlanResourceChange";
    type Answer = Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Response {
        Response {
            planned_state: self.prior_state.clone(),
            planned_private: self.prior_private.clone(),
            diagnostics: diagnostics(told),
            ..Response::default()
        }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let ty = &plugin.resource(&self.type_name)?.ty;
        let request = PlanRequest {
            type_name: &self.type_name,
            prior: value(self.prior_state.as_ref(), ty, "state")?,
            proposed: value(self.proposed_new_state.as_ref(), ty, "proposed state")?,
            config: value(self.config.as_ref(), ty, "configuration")?,
            identity: known_identity(self.prior_identity.as_ref(), &plugin.identity_attributes(&self.type_name))?,
            private: &self.prior_private,
        };
        let answer = plugin.plan(request).await;
        Ok(Response {
            planned_state: Some(dynamic(&answer.planned)),
            requires_replace: answer.replace.iter().map(path).collect(),
            planned_private: answer.private.into(),
            planned_identity: identity(&answer.identity),
            diagnostics: diagnostics(answer.diagnostics),
            ..Response::default()
        })
    }
}
