//! Each action becomes its request. Nothing here decides: a new action must be answered, and what is seen is only looked
//! up.

mod access;
mod addons;
mod cluster;
mod pools;
mod support;
mod tags;

use std::time::Duration;

use kgas_engine::cluster::{Action, Ref, Seen};
use kgas_transport::{CallError, Cause};

use super::world::World;

/// Sends what `action` asks for.
pub(super) async fn perform(world: &World, action: &Action, seen: &Seen) -> Result<(), CallError> {
    match action {
        Action::CreateSupport { key } => support::create(world, seen, key).await,
        Action::UpdateSupport { key, id } => support::update(world, seen, key, id).await,
        Action::DeleteSupport { kind, id, .. } => support::delete(world, kind, id).await,
        Action::CreateCluster { version } => cluster::create(world, seen, *version).await,
        Action::DeleteCluster => cluster::delete(world).await,
        Action::Tag { target, set, remove } => tags::change(world, seen, target, set, remove).await,
        Action::Release { target, remove } => tags::change(world, seen, target, &[].into(), remove).await,
        Action::Claim { target, set } => tags::change(world, seen, target, set, &[].into()).await,
        Action::UpdateEndpoint { endpoint } => cluster::update_endpoint(world, endpoint).await,
        Action::UpdateSubnets { subnets } => cluster::update_subnets(world, subnets).await,
        Action::UpdateSecurityGroups { security_groups } => {
            cluster::update_security_groups(world, security_groups).await
        }
        Action::UpdateLogging { enable, disable } => cluster::update_logging(world, seen, enable, disable).await,
        Action::UpdateChannel { channel } => cluster::update_support(world, channel).await,
        Action::UpdateDeletionProtection { protected } => cluster::update_deletion_protection(world, *protected).await,
        Action::EnableEncryption { key } => cluster::enable_encryption(world, key).await,
        Action::UpdateSetting { name, value } => cluster::update_setting(world, name, value).await,
        Action::UpgradeCluster { to, force } => cluster::upgrade(world, *to, *force).await,
        Action::RollbackCluster { to } => cluster::upgrade(world, *to, false).await,
        Action::CreateAccess { principal } => access::create(world, principal).await,
        Action::UpdateAccess { principal, groups } => access::update(world, principal, groups).await,
        Action::DeleteAccess { principal } => access::delete(world, principal).await,
        Action::AssociatePolicy { principal, policy, scope } => {
            access::associate(world, principal, policy, scope).await
        }
        Action::DisassociatePolicy { principal, policy } => access::disassociate(world, principal, policy).await,
        Action::CreateAddon { name, version } => addons::create(world, seen, name, version.as_deref()).await,
        Action::UpdateAddon { name, version } => addons::update(world, seen, name, version.as_deref()).await,
        Action::DeleteAddon { name, preserve } => addons::delete(world, name, *preserve).await,
        Action::CreatePool { key, name, version, desired } => {
            pools::create(world, seen, key, name, *version, *desired).await
        }
        Action::UpdatePool { name, change } => pools::update(world, name, change).await,
        Action::UpgradePool { key, name, to, force } => pools::upgrade(world, seen, key, name, *to, *force).await,
        Action::DeletePool { name } => pools::delete(world, name).await,
    }
}

/// The id of what was given or made.
fn resolve<'a>(seen: &'a Seen, reference: &'a Ref) -> Option<&'a str> {
    match reference {
        Ref::Id(id) => Some(id),
        Ref::Support(key) => seen.support_id(key),
    }
}

fn resolve_all<'a>(seen: &'a Seen, references: impl IntoIterator<Item = &'a Ref>) -> Vec<String> {
    references.into_iter().filter_map(|reference| resolve(seen, reference).map(str::to_owned)).collect()
}

/// A name or ARN that AWS gave or the plan let through did not parse: nothing was sent.
fn unsendable(operation: &'static str, why: impl std::fmt::Display) -> CallError {
    let cause = Cause::Unprepared(why.to_string());
    CallError { service: "EKS", operation, attempts: 0, elapsed: Duration::ZERO, cause, unknown: false }
}

/// The token of one change in one run. What is made is looked for before, so the token has to tell only whether a repeated request is
/// the same; a token that lasted would have a service answer a later, equal change with the earlier one: a NAT gateway that
/// somebody deleted with the one that is gone.
fn token(world: &World, action: &str, content: &[&str]) -> String {
    let content: Vec<&str> = content.iter().copied().chain([world.run.as_str()]).collect();
    world.wanted.spec.owner.idempotency_token(action, &content)
}
