//! `GetResourceIdentitySchemas`: what tells one object of a type from all others.

use kgas_proto::tfplugin6 as tf;
use tf::get_resource_identity_schemas::{Request, Response};
use tf::resource_identity_schema::IdentityAttribute;

use super::call::Call;
use super::schema::type_json;
use super::wire::diagnostics;
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;
use crate::schema::{Attribute, Need};

impl Call for Request {
    const RPC: &'static str = "GetResourceIdentitySchemas";
    type Answer = Response;

    fn told(&self, told: Diagnostics) -> Response {
        Response { diagnostics: diagnostics(told), ..Response::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let schema = |name: &&'static str| {
            let attributes = plugin.identity_attributes(name);
            let identity_attributes = attributes.iter().map(attribute).collect::<Vec<_>>();
            let version = plugin.resources.get(name).map_or(0, |offered| offered.thing.identity_version());
            let schema = tf::ResourceIdentitySchema { version, identity_attributes };
            (!attributes.is_empty()).then(|| ((*name).to_owned(), schema))
        };
        Ok(Response { identity_schemas: plugin.resources.keys().filter_map(schema).collect(), diagnostics: Vec::new() })
    }
}

fn attribute(from: &Attribute) -> IdentityAttribute {
    IdentityAttribute {
        name: from.name.clone(),
        r#type: type_json(&from.kind.ty()),
        required_for_import: from.need == Need::Required,
        optional_for_import: from.need != Need::Required,
        description: from.description.clone(),
    }
}
