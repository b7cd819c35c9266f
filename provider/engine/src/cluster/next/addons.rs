//! Add-ons: those that nodes need before the pools, the others after, each at a version the control plane takes now
//! and, while it is being walked up, at its next step too.

use super::super::observed::{self, AddonOffer, Cluster, Failure, Status};
use super::super::{Action, Addon, AddonOrder, AddonVersion, Minor, Problem, Target};
use super::{Look, Step, tags};
use crate::owner::OWNER_TAG_KEY;

pub(super) fn before_pools(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    group(look, cluster, AddonOrder::BeforePools)
}

pub(super) fn after_pools(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    group(look, cluster, AddonOrder::AfterPools).or_else(|| unwanted(look, cluster))
}

fn group(look: &Look<'_>, cluster: &Cluster, order: AddonOrder) -> Option<Step> {
    let seen = cluster.addons.as_ref()?;
    let of_order = |name: &str| look.spec.capabilities.addon_order(name) == order;
    let mut pending = None;
    for (name, wanted) in look.spec.addons.as_ref()?.iter().filter(|(name, _)| of_order(name)) {
        let step = match seen.get(name) {
            None => Some(create(look, cluster, name, wanted)),
            Some(addon) => one(look, cluster, name, wanted, addon),
        };
        match step {
            Some(wait @ Step::Wait { .. }) => pending = pending.or(Some(wait)),
            Some(step) => return Some(step),
            None => {}
        }
    }
    pending
}

fn create(look: &Look<'_>, cluster: &Cluster, name: &str, wanted: &Addon) -> Step {
    let none = offers(look, cluster.version, name).is_some_and(<[_]>::is_empty);
    // A cloud that lists nothing of what it has does not tell.
    if none && !look.spec.capabilities.has_addon(name) {
        let addon = name.to_owned();
        return Step::Stuck(Problem::AddonNotOffered { addon, minor: cluster.version });
    }
    match version(look, cluster, name, wanted, None) {
        Ok(version) => Step::Do(Action::CreateAddon { name: name.to_owned(), version }),
        Err(problem) => Step::Stuck(problem),
    }
}

fn one(look: &Look<'_>, cluster: &Cluster, name: &str, wanted: &Addon, seen: &observed::Addon) -> Option<Step> {
    let what = || format!("add-on {name:?}");
    let path = || format!("addons[{name:?}]");
    if !look.spec.owns(&seen.tags) {
        let owner = seen.tags.get(OWNER_TAG_KEY).cloned();
        return Some(Step::Stuck(Problem::Foreign { what: what(), owner, path: path(), otherwise: None }));
    }
    let pauses = look.spec.capabilities.pauses;
    let retry = match &seen.status {
        Status::Failed(_) if !seen.inherited => {
            return Some(Step::Stuck(Problem::Failed {
                what: what(),
                path: Some(path()),
                issues: seen.health.clone(),
            }));
        }
        Status::Failed(Failure::Create) => {
            return Some(Step::Do(Action::DeleteAddon { name: name.to_owned(), preserve: false }));
        }
        Status::Failed(_) => true,
        Status::Active | Status::Degraded => false,
        status => return Some(look.wait_for(pauses.addon, what(), status)),
    };
    let version = match version(look, cluster, name, wanted, Some(&seen.version)) {
        Ok(version) => version.filter(|version| *version != seen.version),
        Err(problem) => return Some(Step::Stuck(problem)),
    };
    // Without a role an add-on acts as its node, which is a setting like any other.
    let role_differs = wanted.role.as_ref().and_then(|role| look.resolve(role)) != seen.role.as_deref();
    if retry || version.is_some() || role_differs || config(wanted.config.as_ref()) != config(seen.config.as_ref()) {
        return Some(Step::Do(Action::UpdateAddon { name: name.to_owned(), version }));
    }
    let settling = seen.status == Status::Degraded
        && !inert(cluster)
        && seen.changed_at.is_some_and(|changed| look.now < changed.after(pauses.degraded));
    settling.then(|| look.wait_for(pauses.addon, what(), &seen.status))
}

/// There are no nodes an add-on could run on, so being degraded says nothing about it.
fn inert(cluster: &Cluster) -> bool {
    !cluster.pools.values().any(|pool| pool.status == Status::Active && pool.desired > 0)
}

fn config(text: Option<&String>) -> &str {
    text.map_or("{}", |text| if text.is_empty() { "{}" } else { text })
}

/// The version an add-on shall have now; `None` leaves it to the cloud, or as it is.
///
/// While the control plane is below the wanted version, one that fits its next minor too is preferred, so that the step
/// does not leave an add-on behind.
fn version(
    look: &Look<'_>,
    cluster: &Cluster,
    name: &str,
    wanted: &Addon,
    current: Option<&str>,
) -> Result<Option<String>, Problem> {
    let arrived = cluster.version >= look.spec.version;
    let (Some(now), next) = (offers(look, cluster.version, name), offers(look, cluster.version.next(), name)) else {
        return Ok(match &wanted.version {
            AddonVersion::Exact(version) => Some(version.clone()),
            AddonVersion::Default | AddonVersion::Latest => None,
        });
    };
    let fits_next =
        |offer: &&AddonOffer| next.is_none_or(|next| next.iter().any(|other| other.version == offer.version));
    let mut fit: Vec<_> = if arrived { now.iter().collect() } else { now.iter().filter(fits_next).collect() };
    if fit.is_empty() {
        fit = now.iter().collect();
    }
    let offered = |version: &str| fit.iter().any(|offer| offer.version == version);
    let default = fit.iter().find(|offer| offer.default).or(fit.first()).map(|offer| offer.version.clone());
    let keep = current.filter(|version| offered(version)).map(ToOwned::to_owned);
    match &wanted.version {
        AddonVersion::Default => Ok(keep.or(default)),
        AddonVersion::Latest => Ok(fit.first().map(|offer| offer.version.clone())),
        AddonVersion::Exact(version) if offered(version) => Ok(Some(version.clone())),
        AddonVersion::Exact(_) if !arrived => Ok(keep.or(default)),
        // What is no longer offered may still run.
        AddonVersion::Exact(version) if current == Some(version) => Ok(Some(version.clone())),
        AddonVersion::Exact(version) => Err(unavailable(name, version, cluster.version)),
    }
}

/// A pinned version that the minor after this one does not have, when that is where the walk ends.
pub(super) fn pinned_out(look: &Look<'_>, to: Minor) -> Option<Problem> {
    look.spec.addons.iter().flatten().find_map(|(name, wanted)| match &wanted.version {
        AddonVersion::Exact(version) if to >= look.spec.version => {
            let gone = !offers(look, to, name)?.iter().any(|offer| offer.version == *version);
            gone.then(|| unavailable(name, version, to))
        }
        _ => None,
    })
}

fn unavailable(addon: &str, version: &str, minor: Minor) -> Problem {
    Problem::AddonVersion { addon: addon.to_owned(), version: version.to_owned(), minor }
}

fn offers<'a>(look: &Look<'a>, minor: Minor, name: &str) -> Option<&'a [AddonOffer]> {
    look.seen.addon_offers.get(&minor)?.get(name).map(Vec::as_slice)
}

fn unwanted(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let seen = cluster.addons.as_ref()?;
    let Some(wanted) = look.spec.addons.as_ref() else {
        return tags::release(look, seen.iter().map(|(name, addon)| (Target::Addon(name.clone()), &addon.tags)));
    };
    let going = seen.iter().filter(|(name, addon)| look.spec.owns(&addon.tags) && !wanted.contains_key(*name));
    going.map(|(name, addon)| delete(look, name, addon)).next()
}

/// Deletes an add-on, or waits until it is deleted.
fn delete(look: &Look<'_>, name: &str, addon: &observed::Addon) -> Step {
    match &addon.status {
        Status::Deleting | Status::Updating => {
            look.wait_for(look.spec.capabilities.pauses.addon, format!("add-on {name:?}"), &addon.status)
        }
        Status::Failed(Failure::Delete) if !addon.inherited => Step::Stuck(Problem::Failed {
            what: format!("add-on {name:?}"),
            path: Some(format!("addons[{name:?}]")),
            issues: addon.health.clone(),
        }),
        _ => Step::Do(Action::DeleteAddon { name: name.to_owned(), preserve: false }),
    }
}
