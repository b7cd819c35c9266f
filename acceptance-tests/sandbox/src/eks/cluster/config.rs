//! `UpdateClusterConfig`: one kind of change in one call.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterConfig.html>.
use serde_json::{Value, json};

use super::{create, idle, logging, subnets};
use crate::call::{Answered, Call, Refusal};
use crate::eks::input::texts;
use crate::eks::update::{self, Target};
use crate::eks::{cluster, merge, present};
use crate::world::World;

/// A kind of update, what it says of itself, and what it makes of the cluster.
struct Change {
    kind: &'static str,
    params: Vec<(&'static str, String)>,
    effect: Value,
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answered {
    let name = call.part("name").to_owned();
    let cluster = cluster(world, call)?;
    idle(cluster)?;
    let doc = cluster.doc.clone();
    let change = change(world, call, &doc).map_err(|refusal| refusal.with("clusterName", name.as_str()))?;
    let mut after = doc.clone();
    merge(&mut after, &change.effect);
    if after == doc {
        return Err(Refusal::invalid("Cluster is already at the desired configuration").with("clusterName", name));
    }
    let span = world.timing.config_update;
    update::begin(world, &call.region, &name, (change.kind, change.params), (Target::Cluster, change.effect), span)
}

/// The one change the call asks for.
fn change(world: &mut World, call: &Call, doc: &Value) -> Result<Change, Refusal> {
    let body = &call.body;
    let has = |member: &str| body.get(member).is_some_and(|value| !value.is_null());
    let auto_mode = ["computeConfig", "storageConfig", "kubernetesNetworkConfig"].into_iter().any(has);
    let alone = [
        "resourcesVpcConfig",
        "logging",
        "accessConfig",
        "upgradePolicy",
        "zonalShiftConfig",
        "remoteNetworkConfig",
        "deletionProtection",
        "controlPlaneScalingConfig",
    ];
    let asked: Vec<&str> = alone.into_iter().filter(|member| has(member)).collect();
    match (asked.as_slice(), auto_mode) {
        ([], true) => Ok(auto(body)),
        (["resourcesVpcConfig"], false) => network(world, call, doc),
        (["logging"], false) => {
            let after = logging::after(&doc["logging"], &body["logging"])?;
            Ok(whole("LoggingUpdate", "ClusterLogging", "logging", &after))
        }
        (["accessConfig"], false) => access(body, doc),
        (["upgradePolicy"], false) => {
            Ok(whole("UpgradePolicyUpdate", "UpgradePolicy", "upgradePolicy", &body["upgradePolicy"]))
        }
        (["zonalShiftConfig"], false) => {
            Ok(whole("ZonalShiftConfigUpdate", "ZonalShiftConfig", "zonalShiftConfig", &body["zonalShiftConfig"]))
        }
        (["remoteNetworkConfig"], false) => {
            let asked = &body["remoteNetworkConfig"];
            Ok(whole("RemoteNetworkConfigUpdate", "RemoteNetworkConfig", "remoteNetworkConfig", asked))
        }
        (["deletionProtection"], false) => Ok(whole(
            "DeletionProtectionUpdate",
            "DeletionProtection",
            "deletionProtection",
            &body["deletionProtection"],
        )),
        (["controlPlaneScalingConfig"], false) => {
            let asked = &body["controlPlaneScalingConfig"];
            let tier = |config: &Value| config["tier"].as_str().unwrap_or("standard").to_owned();
            let params = vec![("UpdatedTier", tier(asked)), ("PreviousTier", tier(&doc["controlPlaneScalingConfig"]))];
            let effect = json!({ "controlPlaneScalingConfig": asked });
            Ok(Change { kind: "ControlPlaneScalingConfigUpdate", params, effect })
        }
        ([], false) => Err(Refusal::invalid("No changes needed for the cluster: no configuration was given.")),
        _ => Err(Refusal::invalid("Only one type of update can be allowed.")),
    }
}

/// A change that is one member of the cluster, said as its JSON.
fn whole(kind: &'static str, param: &'static str, member: &str, value: &Value) -> Change {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Change { kind, params: vec![(param, text)], effect: json!({ member: value }) }
}

/// Auto Mode: compute, storage and load balancing are switched together.
fn auto(body: &Value) -> Change {
    let effect = present(json!({
        "computeConfig": body.get("computeConfig"),
        "storageConfig": body.get("storageConfig"),
        "kubernetesNetworkConfig": body.get("kubernetesNetworkConfig"),
    }));
    let named = [
        ("ComputeConfig", "computeConfig"),
        ("StorageConfig", "storageConfig"),
        ("KubernetesNetworkConfig", "kubernetesNetworkConfig"),
    ];
    let params =
        named.into_iter().filter_map(|(param, member)| Some((param, effect.get(member)?.to_string()))).collect();
    Change { kind: "AutoModeUpdate", params, effect }
}

/// Either who reaches the endpoint, or where the control plane's interfaces are; never both at once.
fn network(world: &mut World, call: &Call, doc: &Value) -> Result<Change, Refusal> {
    let asked = &call.body["resourcesVpcConfig"];
    let given = |member: &str| asked.get(member).is_some_and(|value| !value.is_null());
    let endpoint = ["endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs"].into_iter().any(given);
    let (subnets_given, groups_given) = (given("subnetIds"), given("securityGroupIds"));
    if endpoint && (subnets_given || groups_given) {
        return Err(Refusal::invalid("Only one type of update can be allowed."));
    }
    let mut params = Vec::new();
    let mut effect = json!({});
    if subnets_given {
        let ids = texts(&asked["subnetIds"]);
        let vpc = subnets::check(world, &call.region, &ids)?;
        if doc["resourcesVpcConfig"]["vpcId"] != vpc {
            return Err(Refusal::invalid("Provided subnets must belong to the VPC of the cluster."));
        }
        params.push(("Subnets", json!(ids).to_string()));
        effect["subnetIds"] = json!(ids);
    }
    if groups_given {
        params.push(("SecurityGroups", asked["securityGroupIds"].to_string()));
        effect["securityGroupIds"] = asked["securityGroupIds"].clone();
    }
    if !endpoint {
        return Ok(Change { kind: "VpcConfigUpdate", params, effect: json!({ "resourcesVpcConfig": effect }) });
    }
    let mut after = doc["resourcesVpcConfig"].clone();
    merge(&mut after, asked);
    let (public, private) = (after["endpointPublicAccess"] == true, after["endpointPrivateAccess"] == true);
    if !public && !private {
        return Err(Refusal::invalid("Private and public endpoint access cannot be disabled at the same time."));
    }
    let cidrs = create::public_cidrs(&after, public);
    let params = vec![
        ("EndpointPublicAccess", public.to_string()),
        ("EndpointPrivateAccess", private.to_string()),
        ("PublicAccessCidrs", json!(cidrs).to_string()),
    ];
    let effect = json!({ "resourcesVpcConfig": {
        "endpointPublicAccess": public, "endpointPrivateAccess": private, "publicAccessCidrs": cidrs,
    } });
    Ok(Change { kind: "EndpointAccessUpdate", params, effect })
}

/// The authentication mode goes one way only: from the config map to the API.
fn access(body: &Value, doc: &Value) -> Result<Change, Refusal> {
    const ORDER: [&str; 3] = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];
    let place = |config: &Value| ORDER.iter().position(|mode| config["authenticationMode"] == *mode);
    let (from, to) = (place(&doc["accessConfig"]), place(&body["accessConfig"]));
    let Some(to) = to else { return Err(Refusal::invalid("Unsupported authentication mode.")) };
    if from.is_some_and(|from| to < from) || (from, to) == (Some(0), 2) {
        let words = format!(
            "Unsupported authentication mode update from {} to {}",
            doc["accessConfig"]["authenticationMode"].as_str().unwrap_or_default(),
            ORDER[to]
        );
        return Err(Refusal::invalid(words));
    }
    let effect = json!({ "accessConfig": { "authenticationMode": ORDER[to] } });
    Ok(Change { kind: "AccessConfigUpdate", params: vec![("AuthenticationMode", ORDER[to].to_owned())], effect })
}
