//! The provider: what it is configured with and what it offers.

use std::collections::BTreeMap;
use std::sync::Arc;

use kgas_engine::cluster::Capabilities;
use kgas_engine::owner::OWN_TAG_PREFIX;
use kgas_transport::aws::SERVICES;
use kgas_transport::{Clock, Http};
use tfplugin_rs::{Attr, Configure, Diagnostic, Diagnostics, Offers, Path, Problems, Provider, View};

use crate::client::{Client, service};
use crate::config::{Aws, Config};
use crate::ephemerals::Kubeconfig;
use crate::resources::{ClusterData, ClusterResource, RolloutResource, RolloutStatus};

/// The kgas provider.
#[derive(Clone, Default)]
pub struct Kgas {
    over: Option<(Arc<dyn Http>, Arc<dyn Clock>)>,
}

impl Kgas {
    /// A provider whose calls go over `http` and which lives in the time of `clock`, instead of network and machine.
    #[must_use]
    pub fn over(http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Self {
        Self { over: Some((http, clock)) }
    }
}

impl Provider for Kgas {
    type Config = Config;
    type Client = Client;
    const ADDRESS: &'static str = "registry.terraform.io/kgas/kgas";

    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        let mut told = Diagnostics::none();
        if let Attr::Known(tags) = config.get::<BTreeMap<String, Attr<String>>>("default_tags")? {
            told.extend(tags.keys().filter(|key| is_reserved(key)).map(|key| reserved(key)));
        }
        let Some(aws) = config.get::<Aws>("aws")?.into_known() else { return Ok(told) };
        if aws.access_key.is_some() != aws.secret_key.is_some() {
            let missing = if aws.access_key.is_some() { "secret_key" } else { "access_key" };
            told.push(
                Diagnostic::error("Half an access key")
                    .at(Path::from("aws").attribute(missing))
                    .detail("`access_key` and `secret_key` are of use together only, and one of them is missing.")
                    .next_step("Set both, or none of them and leave credentials to the environment."),
            );
        }
        let known = SERVICES.map(|(known, _)| known);
        for name in aws.endpoints.keys().filter(|name| service(name).is_none()) {
            told.push(
                Diagnostic::error("Unknown service")
                    .at(Path::from("aws.endpoints").key(name))
                    .detail(format!("{name:?} is not a service that the provider calls: {}.", known.join(", ")))
                    .next_step("Remove it, or correct its name."),
            );
        }
        Ok(told)
    }

    async fn configure(&self, request: Configure<'_>) -> Result<(Client, Diagnostics), Diagnostics> {
        let config = request.config.model::<Config>().map_err(|problems| problems.diagnostics())?;
        let Some(config) = config.into_known() else {
            let told = Diagnostic::error("The provider's configuration is not known yet")
                .detail(
                    "A value in the provider block comes from a resource that has not been applied. Nothing was done.",
                )
                .next_step(
                    "Apply that resource first with `-target`, or configure the provider with values that are known.",
                );
            return Err(told.into());
        };
        let client = match &self.over {
            None => Client::new(config)?,
            Some((http, clock)) => Client::over(config, Arc::clone(http), Arc::clone(clock))?,
        };
        Ok((client, Diagnostics::none()))
    }

    fn offers(&self) -> Offers<Client> {
        Offers::new()
            .resource(ClusterResource)
            .resource(RolloutResource)
            .data_source(ClusterData)
            .data_source(RolloutStatus)
            .ephemeral(Kubeconfig)
    }
}

fn is_reserved(tag: &str) -> bool {
    let theirs = Capabilities::AWS.reserved_tag_prefixes;
    tag.starts_with(OWN_TAG_PREFIX) || theirs.iter().any(|prefix| tag.starts_with(prefix))
}

fn reserved(tag: &str) -> Diagnostic {
    Diagnostic::error("Tag is reserved")
        .at(Path::from("default_tags").key(tag))
        .detail(format!("The tag {tag:?} is set by the cloud or by this provider."))
        .next_step("Choose another key.")
}
