//! `ImportResourceState`: takes over what exists, by id or by identity.

use std::collections::BTreeMap;

use kgas_proto::tfplugin6::import_resource_state::{ImportedResource, Request, Response};

use super::call::Call;
use super::wire::{diagnostics, dynamic, identity, identity_type, value};
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
        let request = match &self.identity {
            None => Import::Id(self.id.clone()),
            Some(given) => match value(given.identity_data.as_ref(), &identity_type(&attributes), "identity")? {
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
            identity: identity(&answer.identity, &attributes),
        });
        Ok(Response {
            imported_resources: found.into_iter().collect(),
            diagnostics: diagnostics(answer.diagnostics),
            ..Response::default()
        })
    }
}
