//! Requests about add-ons.

use kgas_api::aws::eks::{AddonName, Arn, ResolveConflicts, create_addon, delete_addon, update_addon};
use kgas_engine::cluster::{Addon, Conflicts, Seen, wanted_tags};
use kgas_transport::CallError;

use super::{resolve, token, unsendable};
use crate::resources::cluster::aws::world::World;

fn parsed(operation: &'static str, name: &str) -> Result<AddonName, CallError> {
    AddonName::parse(name).map_err(|err| unsendable(operation, err))
}

/// What the spec says of it, in EKS' words.
struct Said {
    role: Option<Arn>,
    config: Option<String>,
    conflicts: ResolveConflicts,
}

fn said(world: &World, seen: &Seen, operation: &'static str, name: &str) -> Result<Said, CallError> {
    let addon = world.wanted.spec.addons.as_ref().and_then(|addons| addons.get(name)).cloned();
    let Addon { role, config, conflicts, .. } = addon.unwrap_or_default();
    let role = role.as_ref().and_then(|role| resolve(seen, role)).map(Arn::parse).transpose();
    Ok(Said {
        role: role.map_err(|err| unsendable(operation, err))?,
        config,
        conflicts: match conflicts {
            Conflicts::None => ResolveConflicts::None,
            Conflicts::Overwrite => ResolveConflicts::Overwrite,
            Conflicts::Preserve => ResolveConflicts::Preserve,
        },
    })
}

pub(super) async fn create(world: &World, seen: &Seen, name: &str, version: Option<&str>) -> Result<(), CallError> {
    const OPERATION: &str = "CreateAddon";
    let Said { role, config, conflicts } = said(world, seen, OPERATION, name)?;
    let token = token(world, "create-addon", &[name, version.unwrap_or_default()]);
    let mut addon = create_addon::NewAddon::new(world.name.clone(), parsed(OPERATION, name)?, token);
    addon.addon_version = version.map(str::to_owned);
    addon.service_account_role_arn = role;
    addon.configuration_values = config;
    // There is nothing to preserve yet, and EKS does not take the word here.
    addon.resolve_conflicts =
        Some(if conflicts == ResolveConflicts::Preserve { ResolveConflicts::None } else { conflicts });
    addon.tags = wanted_tags(&world.wanted.spec, None);
    world.call(create_addon::request(&addon)).await.map(drop)
}

pub(super) async fn update(world: &World, seen: &Seen, name: &str, version: Option<&str>) -> Result<(), CallError> {
    const OPERATION: &str = "UpdateAddon";
    let Said { role, config, conflicts } = said(world, seen, OPERATION, name)?;
    let change = update_addon::AddonChange {
        addon_version: version.map(str::to_owned),
        service_account_role_arn: role,
        resolve_conflicts: Some(conflicts),
        // Left out, the settings stay as they are.
        configuration_values: config.or_else(|| has_settings(seen, name).then(|| "{}".to_owned())),
        pod_identity_associations: None,
    };
    let token = token(world, "update-addon", &[name, &format!("{change:?}")]);
    let name = parsed(OPERATION, name)?;
    world.call(update_addon::request(&world.name, &name, &change, &token)).await.map(drop)
}

fn has_settings(seen: &Seen, name: &str) -> bool {
    let addons = seen.cluster.as_ref().and_then(|cluster| cluster.addons.as_ref());
    addons.and_then(|addons| addons.get(name)).is_some_and(|addon| addon.config.is_some())
}

pub(super) async fn delete(world: &World, name: &str, preserve: bool) -> Result<(), CallError> {
    let name = parsed("DeleteAddon", name)?;
    world.call(delete_addon::request(&world.name, &name, preserve)).await.map(drop)
}
