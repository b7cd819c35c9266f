//! `/_sandbox/kubernetes/...`: what a test asks of a cluster past its API, without a fault or an entry in the log.
//!
//! The cluster is `?cluster=REGION/NAME`, or the member `cluster` of a body; `local/sandbox` when nothing is said.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::kubernetes::{Cluster, KUBERNETES_TOKEN, Place};
use crate::params::Params;
use crate::world::{Secure, World};

/// The cluster that is there for whoever names none.
pub const CLUSTER: &str = "local/sandbox";

fn place(named: Option<&str>) -> Result<Place, String> {
    let named = named.unwrap_or(CLUSTER);
    Place::parse(named).ok_or_else(|| format!("{named} is not of the form REGION/NAME."))
}

fn cluster<'w>(world: &'w mut World, place: &Place) -> Result<&'w mut Cluster, String> {
    let now = world.now;
    let cluster = place.cluster(world).ok_or_else(|| format!("There is no cluster {place} that answers."))?;
    cluster.settle(now);
    Ok(cluster)
}

/// A kubeconfig for the cluster.
pub(super) fn kubeconfig(world: &mut World, query: &Params) -> Result<String, String> {
    let place = place(query.get("cluster"))?;
    cluster(world, &place)?;
    let Secure { address, authority } = world.secure.as_ref().ok_or("The world answers at no address.")?;
    let authority = STANDARD.encode(authority);
    Ok(format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: sandbox\n\
         clusters:\n- name: sandbox\n  cluster:\n    server: {address}/kubernetes/{place}\n    \
         certificate-authority-data: {authority}\n\
         contexts:\n- name: sandbox\n  context:\n    cluster: sandbox\n    user: sandbox\n    namespace: default\n\
         users:\n- name: sandbox\n  user:\n    token: {KUBERNETES_TOKEN}\n"
    ))
}

/// Every object of the cluster as it is kept, or those of `?kind=`.
pub(super) fn objects(world: &mut World, query: &Params) -> Result<Value, String> {
    let (place, kind) = (place(query.get("cluster"))?, query.get("kind"));
    let objects = cluster(world, &place)?.everything();
    let objects = objects.filter(|object| kind.is_none_or(|kind| object.doc["kind"] == kind));
    Ok(json!({ "objects": objects.map(|object| object.doc.clone()).collect::<Value>() }))
}

/// `{"kind", "namespace", "name", "set": {..}}` merges members into an object, its status too, unchecked; `"remove": true`
/// takes it away at once.
pub(super) fn change(world: &mut World, asked: &Value) -> Result<Value, String> {
    let text = |member: &str| asked[member].as_str().unwrap_or_default();
    let place = place(asked["cluster"].as_str())?;
    let patch = if asked["remove"] == true { None } else { Some(&asked["set"]) };
    if patch.is_some_and(|patch| !patch.is_object()) {
        return Err("There is nothing to set and nothing to remove.".to_owned());
    }
    let (kind, namespace, name) = (text("kind"), text("namespace"), text("name"));
    if cluster(world, &place)?.overwrite(kind, namespace, name, patch) {
        return Ok(json!({}));
    }
    Err(format!("There is no {kind} {namespace}/{name} in {place}."))
}
