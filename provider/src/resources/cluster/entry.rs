//! The way into a cluster: where its API server is, and whose tokens it takes.

use kgas_api::aws::eks::{ClusterName, describe_cluster};
use kgas_transport::aws::Client as AwsClient;
use tfplugin_rs::{Diagnostic, Stop};

use super::ClusterId;
use crate::client::Client;

/// The way into a cluster that has an API server.
pub(crate) struct Entry {
    /// Makes its tokens.
    pub(crate) aws: AwsClient,
    /// Its name.
    pub(crate) name: String,
    /// URL of the Kubernetes API.
    pub(crate) host: String,
    /// Certificate authority of the Kubernetes API, PEM in base64.
    pub(crate) ca_certificate: String,
}

/// Why there is no way in.
pub(crate) enum NoEntry {
    /// The text names no cluster.
    NotAnId(String),
    /// No calls to its cloud.
    Unconnected(Diagnostic),
    /// A call failed, or there is no such cluster.
    Failed(String),
    /// It has no API server yet.
    NotReady {
        /// Its name.
        name: String,
        /// The cloud's word for how it is.
        status: String,
    },
}

/// Looks up the cluster of an `id`.
///
/// * `stop`: ends this call, and those that make tokens.
///
/// # Errors
/// [`NoEntry`]
pub(crate) async fn enter(client: &Client, id: &str, stop: &Stop) -> Result<Entry, NoEntry> {
    let id: ClusterId = id.parse().map_err(NoEntry::NotAnId)?;
    let name = ClusterName::parse(&id.name).map_err(|err| NoEntry::NotAnId(err.to_string()))?;
    let aws = client.aws(&id.location, stop).await.map_err(NoEntry::Unconnected)?;
    let cluster = aws.call(describe_cluster::request(&name)).await.map_err(|err| NoEntry::Failed(err.to_string()))?;
    let absent = || NoEntry::Failed(format!("There is no cluster {} in {}", id.name, id.location));
    let cluster = cluster.ok_or_else(absent)?;
    match (cluster.endpoint, cluster.certificate_authority.data) {
        (Some(host), Some(ca_certificate)) => Ok(Entry { aws, name: id.name, host, ca_certificate }),
        _ => Err(NoEntry::NotReady { name: id.name, status: cluster.status.to_string() }),
    }
}
