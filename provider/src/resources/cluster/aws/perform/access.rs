//! Requests about access entries.

use std::collections::BTreeSet;

use kgas_api::aws::eks::update_access_entry::{self, AccessEntryChange};
use kgas_api::aws::eks::{
    AccessScope, AccessScopeKind, Arn, associate_access_policy, create_access_entry, delete_access_entry,
    disassociate_access_policy,
};
use kgas_engine::cluster::{Scope, wanted_tags};
use kgas_transport::CallError;

use super::{token, unsendable};
use crate::resources::cluster::aws::world::World;

fn parsed(operation: &'static str, arn: &str) -> Result<Arn, CallError> {
    Arn::parse(arn).map_err(|err| unsendable(operation, err))
}

pub(super) async fn create(world: &World, principal: &str) -> Result<(), CallError> {
    let spec = &world.wanted.spec;
    let token = token(world, "create-access-entry", &[principal]);
    let arn = parsed("CreateAccessEntry", principal)?;
    let mut entry = create_access_entry::NewAccessEntry::new(world.name.clone(), arn, token);
    let wanted = spec.access.as_ref().and_then(|access| access.get(principal));
    entry.kubernetes_groups = wanted.map(|wanted| wanted.groups.iter().cloned().collect()).unwrap_or_default();
    entry.tags = wanted_tags(spec, None);
    world.call(create_access_entry::request(&entry)).await.map(drop)
}

pub(super) async fn update(world: &World, principal: &str, groups: &BTreeSet<String>) -> Result<(), CallError> {
    let change =
        AccessEntryChange { kubernetes_groups: Some(groups.iter().cloned().collect()), ..AccessEntryChange::default() };
    let token = token(world, "update-access-entry", &[principal, &format!("{change:?}")]);
    let arn = parsed("UpdateAccessEntry", principal)?;
    world.call(update_access_entry::request(&world.name, &arn, &change, &token)).await.map(drop)
}

pub(super) async fn delete(world: &World, principal: &str) -> Result<(), CallError> {
    let arn = parsed("DeleteAccessEntry", principal)?;
    world.call(delete_access_entry::request(&world.name, &arn)).await.map(drop)
}

pub(super) async fn associate(world: &World, principal: &str, policy: &str, scope: &Scope) -> Result<(), CallError> {
    const OPERATION: &str = "AssociateAccessPolicy";
    let scope = match scope {
        Scope::Cluster => AccessScope { kind: AccessScopeKind::Cluster, namespaces: Vec::new() },
        Scope::Namespaces(names) => {
            AccessScope { kind: AccessScopeKind::Namespace, namespaces: names.iter().cloned().collect() }
        }
    };
    let (principal, policy) = (parsed(OPERATION, principal)?, parsed(OPERATION, policy)?);
    world.call(associate_access_policy::request(&world.name, &principal, &policy, &scope)).await.map(drop)
}

pub(super) async fn disassociate(world: &World, principal: &str, policy: &str) -> Result<(), CallError> {
    const OPERATION: &str = "DisassociateAccessPolicy";
    let (principal, policy) = (parsed(OPERATION, principal)?, parsed(OPERATION, policy)?);
    world.call(disassociate_access_policy::request(&world.name, &principal, &policy)).await.map(drop)
}
