//! Add-ons, and the versions of them on offer.

use std::collections::BTreeMap;

use kgas_api::aws::eks::{AddonName, AddonStatus, describe_addon, describe_addon_versions, list_addons};
use kgas_engine::Millis;
use kgas_engine::cluster::Minor;
use kgas_engine::cluster::observed::{Addon, AddonOffer, Failure, Status};
use kgas_transport::CallError;

use super::cluster::issues;
use crate::resources::cluster::aws::refusals::if_offered;
use crate::resources::cluster::aws::words::canonical_json;
use crate::resources::cluster::aws::world::{World, side_by_side};

/// Every add-on by its name; `None` where add-ons are managed elsewhere.
pub(super) async fn observe(world: &World) -> Result<Option<BTreeMap<String, Addon>>, CallError> {
    if !world.wanted.sees.addons {
        return Ok(None);
    }
    let names = if_offered(world.all_of(|page| list_addons::request(&world.name, page)).await)?;
    let describe = async |name: String| {
        let Ok(parsed) = AddonName::parse(&name) else { return Ok(None) };
        let addon = world.call(describe_addon::request(&world.name, &parsed)).await?;
        Ok(addon.map(|addon| (name, translate(addon))))
    };
    Ok(Some(side_by_side(names.into_iter().map(describe)).await?.into_iter().flatten().collect()))
}

fn translate(addon: kgas_api::aws::eks::Addon) -> Addon {
    Addon {
        id: addon.addon_arn.unwrap_or_default(),
        status: match addon.status {
            AddonStatus::Creating => Status::Creating,
            AddonStatus::Active => Status::Active,
            AddonStatus::Updating => Status::Updating,
            AddonStatus::Deleting => Status::Deleting,
            AddonStatus::CreateFailed => Status::Failed(Failure::Create),
            AddonStatus::UpdateFailed => Status::Failed(Failure::Update),
            AddonStatus::DeleteFailed => Status::Failed(Failure::Delete),
            AddonStatus::Degraded => Status::Degraded,
            AddonStatus::Other(word) => Status::Other(word),
        },
        version: addon.addon_version.unwrap_or_default(),
        config: addon.configuration_values.as_deref().filter(|text| !text.is_empty()).map(canonical_json),
        role: addon.service_account_role_arn.filter(|arn| !arn.is_empty()),
        changed_at: addon
            .modified_at
            .or(addon.created_at)
            .and_then(|at| u64::try_from(at.as_millisecond()).ok())
            .map(Millis),
        health: issues(&addon.health),
        tags: addon.tags,
        inherited: false,
    }
}

/// What is on offer for the running version and, where a newer one is wanted, for the next.
pub(super) async fn offers(
    world: &World,
    running: Minor,
) -> Result<BTreeMap<Minor, BTreeMap<String, Vec<AddonOffer>>>, CallError> {
    let spec = &world.wanted.spec;
    let mut offers: BTreeMap<Minor, BTreeMap<String, Vec<AddonOffer>>> = BTreeMap::new();
    let mut minors = vec![running];
    minors.extend((spec.version > running).then(|| running.next()));
    let mut wanted = Vec::new();
    for name in spec.addons.iter().flatten().map(|(name, _)| name) {
        wanted.extend(minors.iter().map(|minor| of(world, *minor, name)));
    }
    for (minor, name, found) in side_by_side(wanted).await? {
        offers.entry(minor).or_default().insert(name, found);
    }
    Ok(offers)
}

async fn of(world: &World, minor: Minor, name: &str) -> Result<(Minor, String, Vec<AddonOffer>), CallError> {
    let known = world.remembered().offers.get(&(minor, name.to_owned())).cloned();
    if let Some(known) = known {
        return Ok((minor, name.to_owned(), known));
    }
    let found = ask(world, minor, name).await?;
    world.remembered().offers.insert((minor, name.to_owned()), found.clone());
    Ok((minor, name.to_owned(), found))
}

/// Newest first, as EKS lists them.
async fn ask(world: &World, minor: Minor, name: &str) -> Result<Vec<AddonOffer>, CallError> {
    let Ok(parsed) = AddonName::parse(name) else { return Ok(Vec::new()) };
    let version = minor.to_string();
    let addons =
        if_offered(world.all(|page| describe_addon_versions::request(Some(&version), Some(&parsed), page)).await)?;
    let versions = addons.into_iter().filter(|addon| addon.addon_name == name).flat_map(|addon| addon.addon_versions);
    let offer = |offered: describe_addon_versions::AddonVersion| {
        let fits = |fit: &&describe_addon_versions::Compatibility| {
            fit.cluster_version.as_deref().is_none_or(|cluster| cluster == version)
        };
        let default = offered.compatibilities.iter().find(fits).is_some_and(|fit| fit.default_version == Some(true));
        AddonOffer { version: offered.addon_version, default }
    };
    Ok(versions.map(offer).collect())
}
