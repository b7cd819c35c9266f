//! What the control plane is set to: one kind of change per request.

use std::collections::BTreeSet;

use super::super::observed::{Cluster, Encryption};
use super::super::{Action, Problem, SettingChange};
use super::{Look, Step};

/// Changes that only a new cluster can have, and what the cloud does not have at all.
pub(super) fn refusals(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let replace = |path: String, seen: &str, wanted: &str| {
        Some(Step::Stuck(Problem::NeedsReplacement { path, seen: format!("{seen:?}"), wanted: format!("{wanted:?}") }))
    };
    let spec = look.spec;
    if let (Some(wanted), Some(seen)) = (spec.role.as_ref().and_then(|role| look.resolve(role)), &cluster.role)
        && wanted != seen
    {
        return replace(spec.role_path.into(), seen, wanted);
    }
    let key = spec.encryption.as_ref().and_then(|key| look.resolve(key));
    match (&cluster.encryption, key) {
        (Encryption::Key(seen), Some(wanted)) if seen != wanted => {
            return replace("encryption.key_id".into(), seen, wanted);
        }
        (Encryption::Off, Some(wanted)) if !spec.capabilities.encryption_can_be_added => {
            return replace("encryption.key_id".into(), "", wanted);
        }
        _ => {}
    }
    for (name, wanted) in &spec.settings {
        let Some(change) = spec.capabilities.setting(name) else {
            let cloud = spec.capabilities.cloud.into();
            return Some(Step::Stuck(Problem::Unsupported { path: name.clone(), cloud }));
        };
        if let Some(seen) = cluster.settings.get(name)
            && seen != wanted
            && step_towards(change, seen, wanted).is_none()
            && change != SettingChange::CreateOnly
        {
            return replace(name.clone(), seen, wanted);
        }
    }
    None
}

/// The value to set next on the way from `seen` to `wanted`, if there is a way.
fn step_towards<'a>(change: SettingChange, seen: &str, wanted: &'a str) -> Option<&'a str> {
    match change {
        SettingChange::InPlace => Some(wanted),
        SettingChange::Forward(order) => {
            let place = |value: &str| order.iter().position(|v| *v == value);
            let (from, to) = (place(seen)?, place(wanted)?);
            if from < to { Some(if from + 1 == to { wanted } else { order[from + 1] }) } else { None }
        }
        SettingChange::Never | SettingChange::CreateOnly => None,
    }
}

pub(super) fn settings(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    look.spec.settings.iter().find_map(|(name, wanted)| {
        let seen = cluster.settings.get(name).filter(|seen| *seen != wanted)?;
        let value = step_towards(look.spec.capabilities.setting(name)?, seen, wanted)?.to_owned();
        Some(Step::Do(Action::UpdateSetting { name: name.clone(), value }))
    })
}

pub(super) fn deletion_protection(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let protected = look.spec.deletion.protected;
    (look.spec.capabilities.deletion_protection && cluster.deletion_protection? != protected)
        .then_some(Step::Do(Action::UpdateDeletionProtection { protected }))
}

pub(super) fn channel(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let wanted = look.spec.capabilities.channel(look.spec.channel?)?;
    let seen = cluster.channel.as_deref()?;
    (seen != wanted).then(|| Step::Do(Action::UpdateChannel { channel: wanted.to_owned() }))
}

pub(super) fn network(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    if let (Some(wanted), Some(seen)) = (&look.spec.endpoint, &cluster.endpoint) {
        let cidrs_differ = wanted.public && wanted.allowed_cidrs != seen.allowed_cidrs;
        if (wanted.public, wanted.private) != (seen.public, seen.private) || cidrs_differ {
            return Some(Step::Do(Action::UpdateEndpoint { endpoint: wanted.clone() }));
        }
    }
    if let (Some(subnets), Some(seen)) = (look.resolve_all(&look.spec.network.subnets), &cluster.subnets)
        && !subnets.is_empty()
        && subnets != *seen
    {
        return Some(Step::Do(Action::UpdateSubnets { subnets }));
    }
    let security_groups = look.resolve_all(look.spec.network.security_groups.as_ref()?)?;
    let seen = cluster.security_groups.as_ref()?;
    (look.spec.capabilities.security_groups && security_groups != *seen)
        .then_some(Step::Do(Action::UpdateSecurityGroups { security_groups }))
}

pub(super) fn logging(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let (wanted, seen) = (look.spec.logging.as_ref()?, cluster.logging.as_ref()?);
    let enable: BTreeSet<_> = wanted.difference(seen).cloned().collect();
    let disable: BTreeSet<_> = seen.difference(wanted).cloned().collect();
    (!enable.is_empty() || !disable.is_empty()).then_some(Step::Do(Action::UpdateLogging { enable, disable }))
}

pub(super) fn encryption(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let key = look.resolve(look.spec.encryption.as_ref()?)?;
    (cluster.encryption == Encryption::Off).then(|| Step::Do(Action::EnableEncryption { key: key.to_owned() }))
}
