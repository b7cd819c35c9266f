//! `UpdateAddon`. Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateAddon.html>.
use serde_json::{Value, json};

use super::absent;
use super::catalogue::Offer;
use super::create::{check_role, check_values, version};
use crate::call::{Answered, Call, Refusal};
use crate::eks::update::{self, Target};
use crate::eks::{association, cluster, present, versions};
use crate::world::World;

pub(crate) fn update(world: &mut World, call: &Call) -> Answered {
    let addon = call.part("addon").to_owned();
    let named = |refusal: Refusal| refusal.with("clusterName", call.part("name")).with("addonName", call.part("addon"));
    let cluster = cluster(world, call)?;
    let doc = &cluster.addons.get(&addon).ok_or_else(|| absent(call))?.doc;
    if cluster.running(&Target::Addon(addon.clone())).is_some() {
        return Err(named(Refusal::in_use(format!("Addon {addon} has an update in progress"))));
    }
    if ["CREATING", "DELETING"].contains(&doc["status"].as_str().unwrap_or_default()) {
        return Err(named(Refusal::in_use(format!(
            "Addon {addon} cannot be updated as it is currently in {} state",
            doc["status"]
        ))));
    }
    let minor = versions::minor(cluster.version()).unwrap_or_default();
    let offer = Offer::of(&addon).ok_or_else(|| absent(call))?;
    let wanted = call.text("addonVersion").map(|_| version(call, offer, minor)).transpose().map_err(named)?;
    check_values(call).map_err(named)?;
    check_role(world, call.text("serviceAccountRoleArn")).map_err(named)?;
    let texts = [
        ("AddonVersion", wanted.clone()),
        ("ServiceAccountRoleArn", call.text("serviceAccountRoleArn").map(str::to_owned)),
        ("ResolveConflicts", call.text("resolveConflicts").map(str::to_owned)),
        ("ConfigurationValues", call.text("configurationValues").map(str::to_owned)),
    ];
    let params = texts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let span = world.timing.addon;
    let identities = identities(world, call, &addon)?;
    let mut effect = present(json!({
        "addonVersion": wanted,
        "configurationValues": call.text("configurationValues"),
        "podIdentityAssociations": identities,
        "modifiedAt": world.now.after(span).seconds(),
        "health": { "issues": [] },
    }));
    // A role that is not named again is taken away: the add-on acts as its node from then on.
    effect["serviceAccountRoleArn"] = call.text("serviceAccountRoleArn").into();
    update::begin(world, &call.region, call.part("name"), ("AddonUpdate", params), (Target::Addon(addon), effect), span)
}

/// The ARNs of the add-on's identities, when the call has new ones in place of those before.
fn identities(world: &mut World, call: &Call, addon: &str) -> Result<Option<Vec<String>>, Refusal> {
    if call.body.get("podIdentityAssociations").is_none() {
        return Ok(None);
    }
    let cluster = cluster(world, call)?;
    let arn = cluster.addons.get(addon).map(|addon| addon.doc["addonArn"].clone()).unwrap_or_default();
    let arn = arn.as_str().unwrap_or_default().to_owned();
    let made = association::of_addon(world, call, call.part("name"), &arn)?;
    let associations = &mut self::cluster(world, call)?.associations;
    let made_now = |doc: &Value| made.iter().any(|arn| doc["associationArn"] == arn.as_str());
    associations.retain(|_, doc| doc["ownerArn"] != arn || made_now(doc));
    Ok(Some(made))
}
