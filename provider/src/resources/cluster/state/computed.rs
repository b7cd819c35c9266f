//! What the provider computes: it says how the cluster is, not what it should be.

use kgas_engine::cluster::observed::{self, Seen, Status};
use tfplugin_rs::Attr;

use super::super::id::{Cloud, ClusterId};
use super::super::model::Cluster;

/// The status of a cluster that does not exist while things around it do.
pub(in super::super) const ABSENT: &str = "absent";

/// The status of a cluster that was never made.
pub(in super::super) const FAILED: &str = "failed";

/// Fills in what the provider computes, and nothing else.
pub(in super::super) fn computed(model: &mut Cluster, seen: &Seen) {
    let id = ClusterId { cloud: Cloud::Aws, location: model.location.clone(), name: model.name.clone() };
    let cluster = seen.cluster.as_ref();
    let known = |value: Option<&String>| Attr::from(value.cloned());
    model.id = Attr::Known(id.to_string());
    model.cloud_id = known(cluster.map(|cluster| &cluster.id));
    model.host = known(cluster.and_then(|cluster| cluster.endpoint_url.as_ref()));
    model.ca_certificate = known(cluster.and_then(|cluster| cluster.ca_certificate.as_ref()));
    model.oidc_issuer = known(cluster.and_then(|cluster| cluster.oidc_issuer.as_ref()));
    model.version_actual = known(cluster.map(|cluster| &cluster.version_actual));
    model.status = Attr::Known(cluster.map_or_else(|| ABSENT.to_owned(), |cluster| status(&cluster.status)));
    model.health = Attr::Known(cluster.map(health).unwrap_or_default());
}

/// What a plan said of computed attributes stays as it was said, as Terraform asks; the next reading tells what has changed.
pub(in super::super) fn keep_promises(model: &mut Cluster, planned: &Cluster) {
    fn keep<T: Clone>(now: &mut Attr<T>, planned: &Attr<T>) {
        if !planned.is_unknown() {
            now.clone_from(planned);
        }
    }
    keep(&mut model.id, &planned.id);
    keep(&mut model.cloud_id, &planned.cloud_id);
    keep(&mut model.host, &planned.host);
    keep(&mut model.ca_certificate, &planned.ca_certificate);
    keep(&mut model.oidc_issuer, &planned.oidc_issuer);
    keep(&mut model.version_actual, &planned.version_actual);
    keep(&mut model.version_end_of_life, &planned.version_end_of_life);
    keep(&mut model.status, &planned.status);
    keep(&mut model.health, &planned.health);
}

fn status(status: &Status) -> String {
    match status {
        Status::Creating => "creating",
        Status::Active => "active",
        Status::Updating => "updating",
        Status::Deleting => "deleting",
        Status::Degraded => "degraded",
        Status::Failed(_) => FAILED,
        Status::Other(word) => word,
    }
    .to_owned()
}

fn health(cluster: &observed::Cluster) -> Vec<String> {
    let own = cluster.health.iter().map(|issue| told("cluster", issue));
    let pools = cluster.pools.iter().flat_map(|(name, pool)| pool.health.iter().map(move |issue| told(name, issue)));
    let addons = cluster.addons.iter().flatten();
    let addons = addons.flat_map(|(name, addon)| addon.health.iter().map(move |issue| told(name, issue)));
    own.chain(pools).chain(addons).collect()
}

fn told(what: &str, issue: &observed::Issue) -> String {
    format!("{what}: {}: {}", issue.code, issue.message)
}
