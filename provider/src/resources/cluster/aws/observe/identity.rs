//! Roles and the OIDC provider.

use std::collections::BTreeSet;

use kgas_api::aws::eks::Cluster;
use kgas_api::aws::iam::{
    get_open_id_connect_provider, get_role, list_attached_role_policies, list_open_id_connect_providers,
};
use kgas_engine::cluster::observed::{Status, Support};
use kgas_engine::cluster::{Goal, Key};
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_transport::CallError;

use super::support::found;
use crate::resources::cluster::aws::objects::{Object, STS};
use crate::resources::cluster::aws::trust;
use crate::resources::cluster::aws::world::World;

/// The role of that name, whoever made it.
pub(super) async fn role(
    world: &World,
    key: &Key,
    name: &str,
    service: &'static str,
) -> Result<Option<Support>, CallError> {
    let (role, policies) = tokio::join!(
        world.call(get_role::request(name)),
        world.all_of(|page| list_attached_role_policies::request(name, page)),
    );
    let Some(role) = role? else { return Ok(None) };
    let policies: BTreeSet<String> = policies?.into_iter().map(|policy| policy.policy_arn).collect();
    let trusted = trust::is_for(role.assume_role_policy_document.as_deref(), service);
    let object = Object::Role { name: name.to_owned(), service: if trusted { service } else { "" }, policies };
    let digest = world.wanted.objects.digest_of(key, &object, &role.tags);
    Ok(Some(found(key.clone(), "role", &role.arn, &role.tags, Some(digest), Status::Active)))
}

/// The provider of the cluster's issuer; for a cluster that goes and is gone already, the one with our tag.
pub(super) async fn oidc_provider(world: &World, cluster: Option<&Cluster>) -> Result<Option<Support>, CallError> {
    let issuer = cluster.and_then(Cluster::oidc_issuer).map(|url| url.trim_start_matches("https://"));
    // Looking for a tag is asking for every provider of the account.
    if issuer.is_none() && (cluster.is_some() || world.wanted.spec.goal == Goal::Present) {
        return Ok(None);
    }
    for arn in world.call(list_open_id_connect_providers::request()).await? {
        if issuer.is_some_and(|issuer| !arn.ends_with(&format!("/{issuer}"))) {
            continue;
        }
        let Some(provider) = world.call(get_open_id_connect_provider::request(&arn)).await? else { continue };
        let owner = provider.tags.get(OWNER_TAG_KEY).map(String::as_str);
        if issuer.is_none() && owner != Some(world.wanted.spec.owner.as_str()) {
            continue;
        }
        let key = Key::from("oidc-provider");
        let for_roles = provider.client_ids.iter().any(|id| id == STS);
        let digest = world.wanted.objects.digest_of(&key, &Object::OidcProvider { for_roles }, &provider.tags);
        return Ok(Some(found(key, "oidc_provider", &arn, &provider.tags, Some(digest), Status::Active)));
    }
    Ok(None)
}
