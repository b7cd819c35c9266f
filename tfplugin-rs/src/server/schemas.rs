//! `GetProviderSchema` and `GetFunctions`: every schema, every signature.

use std::collections::BTreeMap;

use kgas_proto::tfplugin6 as tf;
use tf::{get_functions, get_provider_schema};

use super::call::Call;
use super::capabilities::ours;
use super::schema::{function, schema};
use super::wire::diagnostics;
use crate::diagnostic::Diagnostics;
use crate::plugin::{Offered, Plugin};

impl Call for get_provider_schema::Request {
    const RPC: &'static str = "GetProviderSchema";
    type Answer = get_provider_schema::Response;

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told), ..Self::Answer::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        Ok(Self::Answer {
            provider: Some(schema(&plugin.provider.schema)),
            resource_schemas: schemas(&plugin.resources),
            data_source_schemas: schemas(&plugin.data_sources),
            ephemeral_resource_schemas: schemas(&plugin.ephemerals),
            functions: functions(plugin),
            server_capabilities: Some(ours()),
            ..Self::Answer::default()
        })
    }
}

impl Call for get_functions::Request {
    const RPC: &'static str = "GetFunctions";
    type Answer = get_functions::Response;

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told), ..Self::Answer::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        Ok(Self::Answer { functions: functions(plugin), diagnostics: Vec::new() })
    }
}

fn schemas<T: ?Sized>(all: &BTreeMap<&'static str, Offered<T>>) -> BTreeMap<String, tf::Schema> {
    all.iter().map(|(name, offered)| ((*name).to_owned(), schema(&offered.schema))).collect()
}

fn functions(plugin: &Plugin) -> BTreeMap<String, tf::Function> {
    plugin.functions.iter().map(|(name, one)| ((*name).to_owned(), function(&one.signature()))).collect()
}
