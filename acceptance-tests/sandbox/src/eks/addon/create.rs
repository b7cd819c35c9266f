//! `CreateAddon`: `CREATING`, then `ACTIVE`, `DEGRADED` without nodes, or `CREATE_FAILED` on a conflict.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html>.
use serde_json::{Value, json};

use super::catalogue::Offer;
use super::{Addon, goes};
use crate::call::{Answered, Call, Refusal};
use crate::eks::input::tags;
use crate::eks::{Cluster, Due, What, arn, association, cluster, present, versions};
use crate::world::World;

pub(crate) fn create(world: &mut World, call: &Call) -> Answered {
    let (name, addon) = (call.part("name").to_owned(), call.need("addonName")?.to_owned());
    let named = |refusal: Refusal| refusal.with("clusterName", name.as_str()).with("addonName", addon.as_str());
    let offer = Offer::of(&addon)
        .ok_or_else(|| named(Refusal::invalid(format!("Addon {addon} specified is not supported in this region."))))?;
    let cluster = cluster(world, call)?;
    if cluster.status() != "ACTIVE" && cluster.status() != "UPDATING" {
        return Err(named(Refusal::request("Cannot install an add-on on a cluster that is not active.")));
    }
    let failed = cluster.addons.get(&addon).map(|addon| addon.doc["status"] == "CREATE_FAILED");
    if failed == Some(false) {
        return Err(named(Refusal::in_use("Addon already exists.")));
    }
    let minor = versions::minor(cluster.version()).unwrap_or_default();
    let version = version(call, offer, minor).map_err(named)?;
    check_values(call).map_err(named)?;
    let conflict = conflict(cluster, call, offer);
    let role = call.text("serviceAccountRoleArn");
    check_role(world, role).map_err(named)?;
    if failed.is_some() {
        goes(world, &call.region, &name, &addon);
    }
    let id = world.ids.uuid("addon");
    let addon_arn = arn(&call.region, &format!("addon/{name}/{addon}/{id}"));
    let identities = association::of_addon(world, call, &name, &addon_arn)?;
    let doc = present(json!({
        "addonName": addon,
        "clusterName": name,
        "status": "CREATING",
        "addonVersion": version,
        "health": { "issues": [] },
        "addonArn": addon_arn,
        "createdAt": world.now.seconds(),
        "modifiedAt": world.now.seconds(),
        "serviceAccountRoleArn": role,
        "tags": tags(&call.body)?,
        "configurationValues": call.text("configurationValues"),
        "podIdentityAssociations": identities,
        "namespaceConfig": call.body.get("namespaceConfig"),
    }));
    let span = world.timing.addon;
    let cluster = crate::eks::cluster(world, call)?;
    cluster.addons.insert(addon.clone(), Addon { doc: doc.clone(), conflict });
    let settles = Due::of(&call.region, cluster, What::AddonSettles(addon));
    world.later(span, settles);
    Ok(json!({ "addon": doc }))
}

/// The version asked for, or the default.
pub(super) fn version(call: &Call, offer: &Offer, minor: u32) -> Result<String, Refusal> {
    match call.text("addonVersion") {
        None => Ok(offer.default(minor)),
        Some(version) if offer.runs(version, minor) => Ok(version.to_owned()),
        Some(_) => Err(Refusal::invalid("Addon version specified is not supported")),
    }
}

/// # Errors
/// `InvalidParameterException` unless the configuration is a JSON object or YAML that is not JSON.
pub(super) fn check_values(call: &Call) -> Result<(), Refusal> {
    let Some(text) = call.text("configurationValues").map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    let looks_like_json = text.starts_with(['{', '[', '"']);
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => Ok(()),
        Err(_) if !looks_like_json => Ok(()),
        _ => Err(Refusal::invalid("ConfigurationValue provided in request is not supported: it is not an object.")),
    }
}

pub(super) fn check_role(world: &World, arn: Option<&str>) -> Result<(), Refusal> {
    match arn {
        // The words of EKS for an empty ARN.
        Some("") => Err(Refusal::invalid("Cross-account pass role is not allowed.")),
        Some(arn) if world.iam.known(arn, world.now).is_none() => {
            Err(Refusal::invalid(format!("Role with arn: {arn} does not exist.")))
        }
        _ => Ok(()),
    }
}

/// A cluster made with the self-managed add-ons has them already: their settings are overwritten only when that is asked for.
fn conflict(cluster: &Cluster, call: &Call, offer: &Offer) -> Option<String> {
    let there = cluster.self_managed && ["vpc-cni", "coredns", "kube-proxy"].contains(&offer.name);
    let changes = call.text("configurationValues").is_some_and(|text| !text.is_empty());
    let kept = call.text("resolveConflicts") != Some("OVERWRITE");
    (there && changes && kept).then(|| {
        format!(
            "Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts: {}",
            offer.name
        )
    })
}
