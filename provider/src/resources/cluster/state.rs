//! What was seen becomes the model: attributes that cannot be seen, or that say how rather than what, stay as they were.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::observed::{self, Encryption, Seen, Status};
use kgas_engine::cluster::{self as engine, Capabilities, Scope, Spec, Surge, physical_name};
use kgas_engine::owner::OWNER_TAG_KEY;
use tfplugin_rs::Attr;

use super::aws::{SERVICE_CIDR, canonical_json, level, log_type};
use super::id::{Cloud, ClusterId};
use super::model::{
    Access, Addon, Aws, Capacity, Channel, Cluster, Encryption as Key, Level, LogComponent, NodePool,
    OnImmutableChange, Taint, TaintEffect,
};

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
    network(&mut model, cluster, take_in);
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
    if let (Some(before), Some(entries)) = (&before.access, &cluster.access) {
        model.access = Some(access(before, entries, spec, take_in));
    }
    if let (Some(before), Some(addons)) = (&before.addons, &cluster.addons) {
        model.addons = Some(self::addons(before, addons, spec, take_in));
    }
    if cluster.status != Status::Creating {
        model.node_pools = pools(&before.node_pools, cluster, spec, take_in);
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
    model.identity.workload |= prior.identity.workload;
    model.aws = model.aws.map(|aws| Aws { node_role_arn, ..aws });
    model
}

/// Fills in what the provider computes, and nothing else.
pub(super) fn computed(model: &mut Cluster, seen: &Seen) {
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
pub(super) fn keep_promises(model: &mut Cluster, planned: &Cluster) {
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

/// The status of a cluster that does not exist while things around it do.
pub(super) const ABSENT: &str = "absent";

fn status(status: &Status) -> String {
    match status {
        Status::Creating => "creating",
        Status::Active => "active",
        Status::Updating => "updating",
        Status::Deleting => "deleting",
        Status::Degraded => "degraded",
        Status::Failed(_) => "failed",
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

fn network(model: &mut Cluster, cluster: &observed::Cluster, take_in: bool) {
    if let (None, Some(subnets)) = (&model.network.create, &cluster.subnets) {
        model.network.subnet_ids = Some(subnets.clone());
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
    let made =
        |arn: &str| seen.support.iter().any(|one| one.id == arn && one.owner.as_deref() == Some(spec.owner.as_str()));
    let given = |arn: Option<&String>| arn.filter(|arn| !made(arn)).cloned();
    if take_in {
        let of_nodes: BTreeSet<&String> = cluster.pools.values().filter_map(|pool| pool.role.as_ref()).collect();
        let node_role = if of_nodes.len() == 1 { of_nodes.first().copied() } else { None };
        model.aws = Some(Aws { role_arn: given(cluster.role.as_ref()), node_role_arn: given(node_role) });
    } else if let (Some(Aws { role_arn: Some(arn), .. }), Some(seen)) = (&mut model.aws, &cluster.role) {
        arn.clone_from(seen);
    }
}

fn access(
    before: &BTreeMap<String, Access>,
    entries: &BTreeMap<String, observed::Access>,
    spec: &Spec,
    take_in: bool,
) -> BTreeMap<String, Access> {
    let mut all = BTreeMap::new();
    for (key, entry) in before {
        if let Some(seen) = entries.get(&entry.principal) {
            let (level, namespaces) = granted(seen, Some(entry)).unwrap_or((Level::View, BTreeSet::new()));
            all.insert(key.clone(), Access { principal: entry.principal.clone(), level, namespaces });
        }
    }
    for (principal, seen) in entries {
        let mentioned = before.values().any(|entry| entry.principal == *principal);
        let ours = spec.owns(&seen.tags);
        if let (false, true, Some((level, namespaces))) = (mentioned, ours || take_in, granted(seen, None)) {
            all.insert(principal.clone(), Access { principal: principal.clone(), level, namespaces });
        }
    }
    all
}

/// Level and namespaces that policies stand for; that of `before` if its policy is among them.
fn granted(seen: &observed::Access, before: Option<&Access>) -> Option<(Level, BTreeSet<String>)> {
    let levels = before.map(|before| before.level).into_iter().chain([Level::Admin, Level::Edit, Level::View]);
    levels.into_iter().find_map(|one| {
        let policy = Capabilities::AWS.access_policy(level(one))?;
        let namespaces = match seen.policies.get(policy)? {
            Scope::Cluster => BTreeSet::new(),
            Scope::Namespaces(names) => names.clone(),
        };
        Some((one, namespaces))
    })
}

fn addons(
    before: &BTreeMap<String, Addon>,
    seen: &BTreeMap<String, observed::Addon>,
    spec: &Spec,
    take_in: bool,
) -> BTreeMap<String, Addon> {
    let mut all = BTreeMap::new();
    for (name, addon) in seen {
        match before.get(name) {
            Some(before) => {
                let same = |text: &String| addon.config.as_deref() == Some(canonical_json(text).as_str());
                let values = before.values.clone().filter(same).or_else(|| addon.config.clone());
                let version = before.version.as_ref().map(|_| addon.version.clone());
                all.insert(name.clone(), Addon { version, values, role: addon.role.clone() });
            }
            None if spec.owns(&addon.tags) || take_in => {
                let version = Some(addon.version.clone());
                all.insert(name.clone(), Addon { version, values: addon.config.clone(), role: addon.role.clone() });
            }
            None => {}
        }
    }
    all
}

fn pools(
    before: &BTreeMap<String, NodePool>,
    cluster: &observed::Cluster,
    spec: &Spec,
    take_in: bool,
) -> BTreeMap<String, NodePool> {
    let mut all: BTreeMap<String, NodePool> = BTreeMap::new();
    for (name, seen) in cluster.pools.iter().filter(|(_, pool)| pool.status != Status::Deleting) {
        let ours = seen.tags.get(OWNER_TAG_KEY).is_some_and(|owner| owner == spec.owner.as_str());
        let key = match seen.tags.get(engine::KEY_TAG_KEY) {
            Some(key) if ours => key.clone(),
            _ if take_in || before.contains_key(name) => name.clone(),
            _ => continue,
        };
        // While a pool rotates there are two: the one that stays is the one of the spec's name.
        let wanted = spec.pools.as_ref().and_then(|pools| pools.get(&key));
        let stays = wanted.is_some_and(|wanted| physical_name(spec, &key, wanted) == *name);
        if stays || !all.contains_key(&key) {
            all.insert(key.clone(), pool(before.get(&key), seen));
        }
    }
    all
}

fn pool(before: Option<&NodePool>, seen: &observed::Pool) -> NodePool {
    NodePool {
        machine_types: seen.machine_types.clone(),
        capacity: match seen.capacity {
            Some(engine::Capacity::Spot) => Capacity::Spot,
            _ => Capacity::OnDemand,
        },
        min: seen.min.into(),
        max: seen.max.into(),
        desired: before.and_then(|before| before.desired),
        // The disk is the launch template's, whose drift the engine sees; without one before, it is as it was found.
        disk_gb: before.map(|before| before.disk_gb).or(seen.disk_gb.map(i64::from)).unwrap_or(80),
        labels: seen.labels.clone(),
        taints: seen
            .taints
            .iter()
            .map(|taint| Taint {
                key: taint.key.clone(),
                value: taint.value.clone(),
                effect: match taint.effect {
                    engine::TaintEffect::NoSchedule => TaintEffect::NoSchedule,
                    engine::TaintEffect::PreferNoSchedule => TaintEffect::PreferNoSchedule,
                    engine::TaintEffect::NoExecute => TaintEffect::NoExecute,
                },
            })
            .collect(),
        surge: match seen.surge {
            Some(Surge::Count(nodes)) => nodes.to_string(),
            Some(Surge::Percent(percent)) => format!("{percent}%"),
            None => before.map_or_else(|| "1".to_owned(), |before| before.surge.clone()),
        },
        on_immutable_change: before.map_or(OnImmutableChange::Rotate, |before| before.on_immutable_change),
    }
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
