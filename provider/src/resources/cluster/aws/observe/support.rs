//! Objects of ours around the cluster.

use std::collections::BTreeMap;

use kgas_api::aws::ec2::LaunchTemplate;
use kgas_api::aws::eks::Cluster;
use kgas_engine::cluster::observed::{Failure, Issue, Status, Support, Unlooked};
use kgas_engine::cluster::{Goal, KEY_TAG_KEY, Key};
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_transport::CallError;

use super::templates::Templates;
use super::{identity, network};
use crate::resources::cluster::aws::objects::Object;
use crate::resources::cluster::aws::refusals::is_denied;
use crate::resources::cluster::aws::world::{World, side_by_side};

/// Network and roles, as far as they are asked for or may be left.
pub(super) async fn around(world: &World) -> Result<Vec<Support>, CallError> {
    let objects = &world.wanted.objects;
    let network = async || match objects.to_look_for("vpc").next() {
        Some((key, _)) => on_chance(world, key, NETWORK, network::observe(world).await),
        None => Ok(Vec::new()),
    };
    let role = async |key: &Key, name: &str, service| {
        on_chance(world, key, ROLES, identity::role(world, key, name, service).await)
    };
    let roles = objects.to_look_for("role").filter_map(|(key, object)| match object {
        Object::Role { name, service, .. } => Some(role(key, name, service)),
        _ => None,
    });
    let (network, roles) = tokio::join!(network(), side_by_side(roles));
    let mut seen = network?;
    seen.extend(roles?.into_iter().flatten());
    Ok(seen)
}

/// The OIDC provider of a cluster, where one is asked for or may be left.
pub(super) async fn oidc_provider(world: &World, cluster: Option<&Cluster>) -> Result<Option<Support>, CallError> {
    match world.wanted.objects.to_look_for("oidc_provider").next() {
        Some((key, _)) => on_chance(world, key, PROVIDER, identity::oidc_provider(world, cluster).await),
        None => Ok(None),
    }
}

const NETWORK: &str = "a network that was made for it";
const ROLES: &str = "roles that were made for it";
const PROVIDER: &str = "its OIDC provider";

/// What was found. An import, and a destroy of what the state does not know, look on the chance that something is there: one
/// who may not look there can go on, and is told.
fn on_chance<T: Default>(
    world: &World,
    key: &Key,
    what: &'static str,
    found: Result<T, CallError>,
) -> Result<T, CallError> {
    let destroy = world.wanted.spec.goal == Goal::Absent && world.wanted.objects.get(key).is_none();
    match found {
        Err(err) if (destroy || world.wanted.takes_in) && is_denied(&err) => {
            world.remembered().unlooked.insert(what, err.to_string());
            Ok(T::default())
        }
        found => found,
    }
}

/// What of ours could not be looked for.
pub(super) fn unlooked(world: &World) -> Vec<Unlooked> {
    let known = world.remembered();
    let of = |what: &&str| Some(Unlooked { what: (*what).to_owned(), why: known.unlooked.get(*what)?.clone() });
    [NETWORK, ROLES, PROVIDER].iter().filter_map(of).collect()
}

/// Launch templates.
pub(super) fn templates(world: &World, templates: &Templates) -> Vec<Support> {
    let found = |template: &LaunchTemplate| {
        let fallback = || template.launch_template_name.clone();
        let key = Key(template.tags.get(KEY_TAG_KEY).cloned().unwrap_or_else(fallback));
        let digest = template_digest(world, &key, template, templates);
        let id = &template.launch_template_id;
        let facts = templates.disk(template).map(|disk| disk.size.to_string()).into_iter().collect();
        Support { facts, ..found(key, "launch_template", id, &template.tags, digest, Status::Active) }
    };
    templates.all.iter().map(found).collect()
}

/// What the newest version says, where disk and tags are as wanted.
fn template_digest(world: &World, key: &Key, template: &LaunchTemplate, templates: &Templates) -> Option<String> {
    let said = templates.newest(template)?.to_owned();
    let Some((Object::LaunchTemplate { name, disk }, _)) = world.wanted.objects.get(key) else { return Some(said) };
    let disk = templates.disk(template).unwrap_or(disk).clone();
    let object = Object::LaunchTemplate { name: name.clone(), disk };
    let is = world.wanted.objects.digest_of(key, &object, &template.tags);
    let wanted = world.wanted.spec.support.iter().find(|support| support.key == *key).map(|support| &support.digest);
    Some(if wanted == Some(&is) { said } else { is })
}

/// One object, at its stage and with what it needs as far as the kind tells.
pub(super) fn found(
    key: Key,
    kind: &str,
    id: &str,
    tags: &BTreeMap<String, String>,
    digest: Option<String>,
    status: Status,
) -> Support {
    let stages = kgas_engine::cluster::Capabilities::AWS.support_kinds;
    let stage = stages.iter().find(|(known, _)| *known == kind).map(|(_, stage)| *stage);
    Support {
        key,
        kind: kind.to_owned(),
        id: id.to_owned(),
        owner: tags.get(OWNER_TAG_KEY).cloned(),
        stage: stage.unwrap_or(kgas_engine::cluster::Stage::BeforeCluster),
        digest,
        status,
        ..Support::default()
    }
}

/// The same object, failed for a reason.
pub(super) fn failed(support: Support, code: Option<&str>, message: Option<&str>) -> Support {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let issue = Issue { code: text(code), message: text(message), resources: vec![support.id.clone()] };
    Support { status: Status::Failed(Failure::Create), issue: Some(issue), ..support }
}
