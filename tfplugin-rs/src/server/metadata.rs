//! `GetMetadata`: the names of everything on offer.

use kgas_proto::tfplugin6::get_metadata::{
    DataSourceMetadata, EphemeralMetadata, FunctionMetadata, Request, ResourceMetadata, Response,
};

use super::call::Call;
use super::capabilities::ours;
use super::wire::diagnostics;
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

impl Call for Request {
    const RPC: &'static str = "GetMetadata";
    type Answer = Response;

    fn told(&self, told: Diagnostics) -> Response {
        Response { diagnostics: diagnostics(told), server_capabilities: Some(ours()), ..Response::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let name = |name: &&str| (*name).to_owned();
        Ok(Response {
            resources: plugin.resources.keys().map(|one| ResourceMetadata { type_name: name(one) }).collect(),
            data_sources: plugin.data_sources.keys().map(|one| DataSourceMetadata { type_name: name(one) }).collect(),
            ephemeral_resources: plugin
                .ephemerals
                .keys()
                .map(|one| EphemeralMetadata { type_name: name(one) })
                .collect(),
            functions: plugin.functions.keys().map(|one| FunctionMetadata { name: name(one) }).collect(),
            ..self.told(Diagnostics::none())
        })
    }
}
