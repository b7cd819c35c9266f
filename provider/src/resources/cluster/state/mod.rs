//! What was seen becomes the model: attributes that cannot be seen, or that say how rather than what, stay as they were.

mod children;
mod computed;
#[cfg(test)]
mod drift;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::observed::{self, Encryption, Seen, Status};
use kgas_engine::cluster::{self as engine, Capabilities, Spec};

use super::aws::{SERVICE_CIDR, log_type, made_network};
use super::model::{Aws, Channel, Cluster, Encryption as Key, LogComponent};

pub(super) use computed::{ABSENT, FAILED, computed, keep_promises};

/// What to make of things that the model does not mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unmentioned {
    /// They are managed elsewhere.
    LeaveOut,
    /// They are to be managed: an import takes them in.
    TakeIn,
}

/// The model of what was seen. `None` when there is nothing, neither a cluster nor anything around one.
pub(super) fn model(seen: &Seen, before: &Cluster, spec: &Spec, unmentioned: Unmentioned) -> Option<Cluster> {
    let mut model = before.clone();
    computed(&mut model, seen);
    let Some(cluster) = &seen.cluster else {
        let ours = |support: &observed::Support| support.owner.as_deref() == Some(spec.owner.as_str());
        return seen.support.iter().any(ours).then_some(model);
    };
    let take_in = unmentioned == Unmentioned::TakeIn;
    if cluster.version < spec.version || take_in {
        model.version = cluster.version.to_string();
    }
    let word = Capabilities::AWS.channel(channel_of(before.channel));
    match cluster.channel.as_deref() {
        Some("EXTENDED") if word != Some("EXTENDED") => model.channel = Channel::Extended,
        Some("STANDARD") if word != Some("STANDARD") => model.channel = Channel::Stable,
        _ => {}
    }
    network(&mut model, seen, cluster, spec, take_in);
    roles(&mut model, seen, cluster, spec, take_in);
    if let Some(endpoint) = &cluster.endpoint {
        model.endpoint.public = endpoint.public;
        model.endpoint.private = endpoint.private;
        if endpoint.public {
            model.endpoint.allowed_cidrs.clone_from(&endpoint.allowed_cidrs);
        }
    }
    model.encryption = match &cluster.encryption {
        Encryption::Unknown => model.encryption,
        Encryption::Off => None,
        Encryption::Key(_) if before.encryption.is_none() && !take_in => None,
        Encryption::Key(key) => Some(Key { key_id: key.clone() }),
    };
    if let Some(components) = &cluster.logging {
        model.logging.components = components.iter().filter_map(|word| component(word)).collect();
    }
    if before.identity.workload && cluster.status != Status::Creating {
        model.identity.workload = seen.support.iter().any(|support| support.kind == "oidc_provider");
    }
    match (&before.access, &cluster.access) {
        (Some(before), Some(entries)) => model.access = Some(children::access(before, entries, spec, take_in)),
        // A cluster that takes no entries has its access managed elsewhere.
        (_, None) if take_in => model.access = None,
        _ => {}
    }
    if let (Some(before), Some(addons)) = (&before.addons, &cluster.addons) {
        model.addons = Some(children::addons(before, addons, spec, take_in));
    }
    if cluster.status != Status::Creating {
        model.node_pools = children::pools(&before.node_pools, cluster, spec, take_in);
    }
    if take_in {
        as_made(&mut model, seen, cluster, spec);
    }
    model.tags = tags(&before.tags, &cluster.tags, spec);
    if let Some(protected) = cluster.deletion_protection {
        model.deletion.protected = protected;
    }
    Some(model)
}

/// From what the state starts after an update that did not end: as planned, but for what another update could not find again
/// if the state had forgotten it.
pub(super) fn unfinished(planned: &Cluster, prior: &Cluster) -> Cluster {
    let node_role_arn = prior.aws.as_ref().and_then(|aws| aws.node_role_arn.clone());
    let mut model = planned.clone();
    model.access = model.access.or_else(|| prior.access.clone());
    model.addons = model.addons.or_else(|| prior.addons.clone());
    if model.network.security_group_ids.is_empty() {
        model.network.security_group_ids.clone_from(&prior.network.security_group_ids);
    }
    model.identity.workload |= prior.identity.workload;
    model.aws = model.aws.map(|aws| Aws { node_role_arn, ..aws });
    model
}

fn network(model: &mut Cluster, seen: &Seen, cluster: &observed::Cluster, spec: &Spec, take_in: bool) {
    let ours = || seen.support.iter().filter(|one| one.owner.as_deref() == Some(spec.owner.as_str()));
    let within = |subnets: &BTreeSet<String>| subnets.iter().all(|id| ours().any(|one| one.id == *id));
    if take_in && cluster.subnets.as_ref().is_some_and(within) {
        model.network.create = made_network(ours());
    }
    match (&model.network.create, &cluster.subnets) {
        (Some(_), _) => model.network.subnet_ids = None,
        (None, Some(subnets)) => model.network.subnet_ids = Some(subnets.clone()),
        (None, None) => {}
    }
    // None given: those that are there are the cloud's own choice.
    let given = !model.network.security_group_ids.is_empty() || take_in;
    if let (true, Some(groups)) = (given, &cluster.security_groups) {
        model.network.security_group_ids.clone_from(groups);
    }
    let given = model.network.service_cidr.is_some() || take_in;
    if let (true, Some(cidr)) = (given, cluster.settings.get(SERVICE_CIDR)) {
        model.network.service_cidr = Some(cidr.clone());
    }
}

/// Roles that were given. Those that were made are none of the configuration's business.
fn roles(model: &mut Cluster, seen: &Seen, cluster: &observed::Cluster, spec: &Spec, take_in: bool) {
    let given = |arn: Option<&String>| arn.filter(|arn| !made(seen, spec, arn)).cloned();
    if take_in {
        let of_nodes: BTreeSet<&String> = cluster.pools.values().filter_map(|pool| pool.role.as_ref()).collect();
        let node_role = if of_nodes.len() == 1 { of_nodes.first().copied() } else { None };
        model.aws = Some(Aws { role_arn: given(cluster.role.as_ref()), node_role_arn: given(node_role) });
    } else if let (Some(Aws { role_arn: Some(arn), .. }), Some(seen)) = (&mut model.aws, &cluster.role) {
        arn.clone_from(seen);
    }
}

/// What pools have of their own, beside what is made for all of them.
fn as_made(model: &mut Cluster, seen: &Seen, cluster: &observed::Cluster, spec: &Spec) {
    let usual = model.aws.as_ref().and_then(|aws| aws.node_role_arn.as_ref());
    for (key, pool) in &mut model.node_pools {
        let disk = seen.support.iter().find(|one| one.key.0 == format!("launch-template-{key}"));
        if let Some(disk_gb) = disk.and_then(|one| one.facts.first()?.parse().ok()) {
            pool.disk_gb = disk_gb;
        }
        let found = cluster.pools.iter().find(|(name, seen)| {
            spec.owns(&seen.tags) && seen.tags.get(engine::KEY_TAG_KEY) == Some(key) || *name == key
        });
        let role = found.and_then(|(_, seen)| seen.role.as_ref());
        pool.role = role.filter(|role| Some(*role) != usual && !made(seen, spec, role)).cloned();
    }
}

/// Whether an object of this id was made with the cluster.
fn made(seen: &Seen, spec: &Spec, id: &str) -> bool {
    seen.support.iter().any(|one| one.id == id && one.owner.as_deref() == Some(spec.owner.as_str()))
}

/// Tags without the owner's, the cloud's, and the provider's defaults that the resource does not repeat.
fn tags(before: &BTreeMap<String, String>, seen: &BTreeMap<String, String>, spec: &Spec) -> BTreeMap<String, String> {
    let others = |key: &str| spec.ignored_tag_prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()));
    let default = |key: &String, value: &String| !before.contains_key(key) && spec.tags.get(key) == Some(value);
    seen.iter()
        .filter(|(key, value)| !others(key) && !default(key, value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn component(word: &str) -> Option<LogComponent> {
    [
        LogComponent::Api,
        LogComponent::Audit,
        LogComponent::Authenticator,
        LogComponent::ControllerManager,
        LogComponent::Scheduler,
    ]
    .into_iter()
    .find(|component| log_type(*component) == word)
}

fn channel_of(channel: Channel) -> engine::Channel {
    super::aws::channel(channel)
}
