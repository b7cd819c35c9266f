//! `UpdateNodegroupVersion`: the nodes are replaced by newer ones, or by ones of another launch template.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupVersion.html>.
use serde_json::{Value, json};

use super::create::{check_version, release, template};
use super::idle;
use crate::call::{Answered, Call, Refusal};
use crate::eks::update::{self, Target};
use crate::eks::{cluster, versions};
use crate::world::World;

pub(crate) fn update(world: &mut World, call: &Call) -> Answered {
    let doc = idle(world, call)?.clone();
    let cluster_version = cluster(world, call)?.version().to_owned();
    let current = doc["version"].as_str().unwrap_or_default().to_owned();
    let only_template = call.text("version").is_none() && call.body.get("launchTemplate").is_some();
    let wanted = call.text("version").unwrap_or(if only_template { &current } else { &cluster_version }).to_owned();
    check_version(&wanted, &cluster_version)?;
    if versions::minor(&wanted) < versions::minor(&current) {
        let words =
            format!("Nodegroup version can not be updated from {current} to {wanted}: going back is not possible.");
        return Err(Refusal::invalid(words));
    }
    let image = call.text("releaseVersion").map_or_else(|| release(&wanted), str::to_owned);
    let mut effect = json!({ "version": wanted, "releaseVersion": image });
    let mut params = vec![("Version", wanted), ("ReleaseVersion", image)];
    if let Some(asked) = call.body.get("launchTemplate") {
        if doc.get("launchTemplate").is_none() {
            return Err(Refusal::invalid(
                "A launch template can not be given to a node group that was made without one.",
            ));
        }
        let spec = template(world, call, asked)?;
        if spec["id"] != doc["launchTemplate"]["id"] {
            return Err(Refusal::invalid("The launch template of a node group can not be replaced by another."));
        }
        params.push(("LaunchTemplateName", spec["name"].as_str().unwrap_or_default().to_owned()));
        params.push(("LaunchTemplateVersion", spec["version"].as_str().unwrap_or_default().to_owned()));
        effect["launchTemplate"] = spec;
    }
    if effect
        .as_object()
        .is_some_and(|members| members.iter().all(|(member, value): (_, &Value)| doc[member] == *value))
    {
        return Err(Refusal::invalid("Nodegroup is already at the desired configuration."));
    }
    let span = world.timing.nodegroup_version;
    effect["modifiedAt"] = world.now.after(span).seconds();
    let target = Target::Nodegroup(call.part("nodegroup").to_owned());
    update::begin(world, &call.region, call.part("name"), ("VersionUpdate", params), (target, effect), span)
}
