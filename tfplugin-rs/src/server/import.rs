//! `ImportResourceState`: takes over what exists, by id or by identity.

use std::collections::BTreeMap;

use kgas_proto::tfplugin6::import_resource_state::{ImportedResource, Request, Response};

use super::call::Call;
use super::wire::{diagnostics, dynamic, identity, known_identity};
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;
use crate::resource::Import;
use crate::value::Value;

impl Call for Request {
    const RPC: &'static str = "ImportResourceState";
    type Answer = Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Response {
        Response { diagnostics: diagnostics(told), ..Response::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let attributes = plugin.identity_attributes(&self.type_name);
        let request = match self.identity.clone() {
            None => Import::Id(self.id.clone()),
            given @ Some(_) => match known_identity(given.as_ref(), &attributes)? {
                Value::Object(parts) => Import::Identity(parts),
                _ => Import::Identity(BTreeMap::new()),
            },
        };
        let answer = plugin.import(&self.type_name, request).await;
        // Terraform takes exactly one object, which is not null.
        let found = (!answer.state.is_null()).then(|| ImportedResource {
            type_name: self.type_name.clone(),
            state: Some(dynamic(&answer.state)),
            private: answer.private.into(),
            identity: identity(&answer.identity),
        });
        Ok(Response {
            imported_resources: found.into_iter().collect(),
            diagnostics: diagnostics(answer.diagnostics),
            ..Response::default()
        })
    }
}
