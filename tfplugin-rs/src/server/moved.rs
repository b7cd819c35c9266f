//! `MoveResourceState`: state of another resource type becomes state of one of ours.

use kgas_proto::tfplugin6::move_resource_state::{Request, Response};
use serde_json::Value as Json;

use super::call::Call;
use super::wire::{diagnostics, dynamic, identity, raw_json};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plugin::Plugin;
use crate::resource::Moved;

impl Call for Request {
    const RPC: &'static str = "MoveResourceState";
    type Answer = Response;

    fn about(&self) -> &str {
        &self.target_type_name
    }

    fn told(&self, told: Diagnostics) -> Response {
        Response { diagnostics: diagnostics(told), ..Response::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let read = |json: &[u8], what: &str| {
            serde_json::from_slice(json)
                .map_err(|err| Diagnostic::bug(format!("The {what} that Terraform sent is not JSON: {err}.")))
        };
        let state = read(&raw_json(self.source_state.as_ref())?, "state")?;
        let source_identity = match &self.source_identity {
            Some(raw) if !raw.json.is_empty() => read(&raw.json, "identity")?,
            _ => Json::Null,
        };
        let from = Moved {
            provider: self.source_provider_address.clone(),
            resource_type: self.source_type_name.clone(),
            schema_version: self.source_schema_version,
            state,
            private: self.source_private.to_vec(),
            identity: source_identity,
        };
        let answer = plugin.moved(&self.target_type_name, &from);
        Ok(Response {
            target_state: Some(dynamic(&answer.state)),
            target_private: answer.private.into(),
            target_identity: identity(&answer.identity),
            diagnostics: diagnostics(answer.diagnostics),
        })
    }
}
