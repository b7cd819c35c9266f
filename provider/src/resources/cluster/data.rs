//! `data kgas_cluster`: a cluster that somebody else manages.

use std::collections::BTreeMap;

use kgas_engine::cluster::Goal;
use tfplugin_rs::{Attr, Context, DataSource, Diagnostic, Diagnostics, Model, Problems, View};

use super::aws::{self, World, wanted};
use super::id::ClusterId;
use super::model::Cluster;
use super::resource::owner;
use super::say;
use super::state::{self, Unmentioned};
use crate::client::Client;

/// `data kgas_cluster`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClusterData;

/// A cluster that exists, whoever manages it.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Found {
    /// Which: `aws/REGION/NAME`.
    pub id: String,
    /// Its name.
    #[attr(computed)]
    pub name: Attr<String>,
    /// Where it runs.
    #[attr(computed)]
    pub location: Attr<String>,
    /// The cloud's own identifier: on AWS the ARN.
    #[attr(computed)]
    pub cloud_id: Attr<String>,
    /// URL of the Kubernetes API.
    #[attr(computed)]
    pub host: Attr<String>,
    /// Certificate authority of the Kubernetes API, PEM in base64.
    #[attr(computed)]
    pub ca_certificate: Attr<String>,
    /// Issuer of the service account tokens.
    #[attr(computed)]
    pub oidc_issuer: Attr<String>,
    /// The version it runs.
    #[attr(computed)]
    pub version_actual: Attr<String>,
    /// The day on which support for the running version ends.
    #[attr(computed)]
    pub version_end_of_life: Attr<String>,
    /// What it is doing.
    #[attr(computed)]
    pub status: Attr<String>,
    /// What the cloud reports to be wrong; empty when nothing is. It tells of pools and add-ons where the identity may read them.
    #[attr(computed)]
    pub health: Attr<Vec<String>>,
    /// Subnets of the control plane.
    #[attr(computed)]
    pub subnet_ids: Attr<std::collections::BTreeSet<String>>,
    /// Its tags.
    #[attr(computed)]
    pub tags: Attr<BTreeMap<String, String>>,
}

impl DataSource for ClusterData {
    type Client = Client;
    type Model = Found;
    const TYPE: &'static str = "kgas_cluster";

    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        let mut told = Diagnostics::none();
        if let Attr::Known(id) = config.get::<String>("id")?
            && let Err(text) = id.parse::<ClusterId>()
        {
            told.push(Diagnostic::error("Not a cluster's id").at("id").detail(text));
        }
        Ok(told)
    }

    async fn read(&self, config: Found, context: Context<Client>) -> Result<(Found, Diagnostics), Diagnostics> {
        let refuse = |text: String| Diagnostic::error("Not a cluster's id").at("id").detail(text);
        let id: ClusterId = config.id.parse().map_err(refuse)?;
        let client = context.client.aws(&id.location, &context.stop).await?;
        let name = kgas_api::aws::eks::ClusterName::parse(&id.name).map_err(|err| refuse(err.to_string()))?;
        let blank = Cluster::blank(&id);
        let wanted = wanted(&blank, Some(&blank), Goal::Present, &owner(&context.client));
        let world = World::new(client, name, wanted, String::new());
        let seen = world.look_at_cluster().await.map_err(|err| say::failed(&err, false))?;
        let model = state::model(&seen, &blank, &world.wanted().spec, Unmentioned::TakeIn);
        let Some(model) = model.filter(|_| seen.cluster.is_some()) else {
            let told = Diagnostic::error("No such cluster")
                .at("id")
                .detail(format!("There is no cluster {} in {}.", id.name, id.location))
                .next_step("Check the name and the region, and the account the provider is configured for.");
            return Err(told.into());
        };
        let version = model.version_actual.known().cloned().unwrap_or_default();
        let end = aws::end_of_life(&world, &version, model.channel).await;
        let found = Found {
            id: config.id,
            name: Attr::Known(model.name),
            location: Attr::Known(model.location),
            cloud_id: model.cloud_id,
            host: model.host,
            ca_certificate: model.ca_certificate,
            oidc_issuer: model.oidc_issuer,
            version_actual: model.version_actual,
            version_end_of_life: end.into(),
            status: model.status,
            health: model.health,
            subnet_ids: Attr::Known(model.network.subnet_ids.unwrap_or_default()),
            tags: Attr::Known(seen.cluster.map(|cluster| cluster.tags).unwrap_or_default()),
        };
        Ok((found, Diagnostics::none()))
    }
}
