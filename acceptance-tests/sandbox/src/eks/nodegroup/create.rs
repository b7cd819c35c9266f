//! `CreateNodegroup`: `CREATING`, then `ACTIVE`, or `CREATE_FAILED` when its nodes cannot join.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html>.
use serde_json::{Value, json};

use super::{Nodegroup, role};
use crate::call::{Answered, Call, Refusal};
use crate::ec2::{Kind, Thing, place};
use crate::eks::input::{tags, texts};
use crate::eks::update::Target;
use crate::eks::{Due, What, access, addon, arn, cluster, present, versions};
use crate::world::World;

/// How many minors a kubelet may be behind its control plane.
const SKEW: u32 = 3;

pub(crate) fn create(world: &mut World, call: &Call) -> Answered {
    let name = call.part("name").to_owned();
    let group = call.need("nodegroupName")?.to_owned();
    let (cluster_vpc, cluster_version) = check_cluster(cluster(world, call)?, &group)?;
    let version = call.text("version").unwrap_or(&cluster_version).to_owned();
    check_version(&version, &cluster_version)?;
    let node_role = call.need("nodeRole")?.to_owned();
    role::check(world, &node_role)?;
    let subnets = texts(&call.body["subnets"]);
    check_subnets(world, call, &subnets, &cluster_vpc)?;
    let scaling = scaling(&call.body["scalingConfig"])?;
    let template = call.body.get("launchTemplate").map(|asked| template(world, call, asked)).transpose()?;
    if template.is_some() && (call.body.get("diskSize").is_some() || call.body.get("remoteAccess").is_some()) {
        return Err(Refusal::invalid("Disk size and remote access must be specified within the launch template."));
    }
    let machines = texts(&call.body["instanceTypes"]);
    let ami = call.text("amiType").unwrap_or("AL2023_x86_64_STANDARD").to_owned();
    check_machines(&machines, &ami)?;
    check_labels(&call.body["labels"])?;
    let id = world.ids.uuid("nodegroup");
    let given = |member: &str, otherwise: Value| call.body.get(member).cloned().unwrap_or(otherwise);
    let doc = present(json!({
        "nodegroupName": group,
        "nodegroupArn": arn(&call.region, &format!("nodegroup/{name}/{group}/{id}")),
        "clusterName": name,
        "version": version,
        "releaseVersion": call.text("releaseVersion").map_or_else(|| release(&version), str::to_owned),
        "createdAt": world.now.seconds(),
        "modifiedAt": world.now.seconds(),
        "status": "CREATING",
        "capacityType": given("capacityType", json!("ON_DEMAND")),
        "scalingConfig": scaling,
        "instanceTypes": given("instanceTypes", json!(["t3.medium"])),
        "subnets": subnets,
        "remoteAccess": call.body.get("remoteAccess"),
        "amiType": ami,
        "nodeRole": node_role,
        "labels": given("labels", json!({})),
        "taints": call.body.get("taints"),
        "resources": { "autoScalingGroups": [{ "name": format!("eks-{group}-{id}") }] },
        "diskSize": template.is_none().then(|| given("diskSize", json!(20))),
        "health": { "issues": [] },
        "updateConfig": given("updateConfig", json!({ "maxUnavailable": 1 })),
        "nodeRepairConfig": call.body.get("nodeRepairConfig"),
        "launchTemplate": template,
        "tags": tags(&call.body)?,
    }));
    let nodes = doc["scalingConfig"]["desiredSize"].as_u64().unwrap_or(0);
    let span = world.timing.nodegroup_create;
    let cluster = cluster(world, call)?;
    cluster.nodegroups.insert(group.clone(), Nodegroup { doc: doc.clone() });
    let settles = Due::of(&call.region, cluster, What::NodegroupSettles(group));
    world.later(span + span / 10 * u32::try_from(nodes.saturating_sub(1).min(1000)).unwrap_or(0), settles);
    Ok(json!({ "nodegroup": doc }))
}

/// VPC and version of the cluster, if it takes a node group of that name.
fn check_cluster(cluster: &crate::eks::Cluster, group: &str) -> Result<(String, String), Refusal> {
    let name = cluster.doc["name"].as_str().unwrap_or_default();
    let named = |refusal: Refusal| refusal.with("clusterName", name).with("nodegroupName", group);
    if cluster.nodegroups.contains_key(group) {
        let words = format!("NodeGroup already exists with name {group} and cluster name {name}");
        return Err(named(Refusal::in_use(words)));
    }
    if cluster.running(&Target::Cluster).is_some_and(|update| update.doc["type"] == "VersionUpdate") {
        return Err(named(Refusal::in_use("Cluster has a version update in progress")));
    }
    if !["ACTIVE", "UPDATING"].contains(&cluster.status()) {
        return Err(named(Refusal::request(format!("Cluster '{name}' is not in ACTIVE status"))));
    }
    let vpc = cluster.doc["resourcesVpcConfig"]["vpcId"].as_str().unwrap_or_default();
    Ok((vpc.to_owned(), cluster.version().to_owned()))
}

/// # Errors
/// `InvalidParameterException` when the nodes would be newer than the control plane, or too old for it.
pub(super) fn check_version(version: &str, cluster: &str) -> Result<(), Refusal> {
    let (Some(node), Some(control)) = (versions::minor(version), versions::minor(cluster)) else {
        return Err(Refusal::invalid(format!("Requested nodegroup version {version} is not a Kubernetes version.")));
    };
    if node > control || node + SKEW < control {
        let words = format!(
            "Requested Nodegroup kubernetes version {version} is not compatible with cluster version {cluster}."
        );
        return Err(Refusal::invalid(words));
    }
    Ok(())
}

/// # Errors
/// `InvalidParameterException` when a machine type does not exist, or is of another architecture than the image.
fn check_machines(names: &[String], ami: &str) -> Result<(), Refusal> {
    let arch = if ami.to_ascii_uppercase().contains("ARM_64") { "arm64" } else { "x86_64" };
    for name in names {
        let Some((machine, _, _)) = place::machine(name) else {
            return Err(Refusal::invalid(format!("The following supplied instance types do not exist: [{name}]")));
        };
        if machine != arch && ami != "CUSTOM" {
            return Err(Refusal::invalid(format!("[{name}] is not a valid instance type for requested amiType {ami}")));
        }
    }
    Ok(())
}

/// # Errors
/// `InvalidParameterException` for a label of EKS' own. Those of Kubernetes are let through, and the nodes do not join.
fn check_labels(labels: &Value) -> Result<(), Refusal> {
    let own = labels.as_object().is_some_and(|labels| labels.keys().any(|key| key.starts_with("eks.amazonaws.com/")));
    if own { Err(Refusal::invalid("Label cannot contain reserved prefixes [eks.amazonaws.com/]")) } else { Ok(()) }
}

/// Whether a kubelet starts with these labels.
/// Source: <https://github.com/aws/containers-roadmap/issues/2465>.
fn starts(labels: &Value) -> bool {
    let refused = |key: &String| {
        let domain = key.split_once('/').map_or("", |(domain, _)| domain);
        let kubernetes = ["kubernetes.io", "k8s.io"].iter().any(|end| domain.ends_with(end));
        kubernetes && !["kubelet", "node", "topology"].iter().any(|first| domain.starts_with(&format!("{first}.")))
    };
    labels.as_object().is_none_or(|labels| !labels.keys().any(refused))
}

fn check_subnets(world: &mut World, call: &Call, ids: &[String], vpc: &str) -> Result<(), Refusal> {
    let now = world.now;
    let ec2 = &world.region(&call.region).ec2;
    let fits = |id: &String| {
        ec2.get(Kind::Subnet, id).is_some_and(|subnet| subnet.known <= now && subnet.text("vpcId") == vpc)
    };
    match ids.iter().find(|id| !fits(id)) {
        Some(id) => Err(Refusal::invalid(format!("The subnet ID '{id}' does not exist in the cluster's VPC {vpc}"))),
        None if ids.is_empty() => Err(Refusal::invalid("Subnets are required.")),
        None => Ok(()),
    }
}

/// The sizes with their defaults: two nodes, at least one, at most two.
///
/// # Errors
/// `InvalidParameterException` unless 0 <= min <= desired <= max and 1 <= max.
pub(crate) fn scaling(asked: &Value) -> Result<Value, Refusal> {
    let size = |member: &str, otherwise: i64| asked[member].as_i64().unwrap_or(otherwise);
    let (min, max) = (size("minSize", 1), size("maxSize", 2));
    let desired = size("desiredSize", 2.clamp(min.min(max), max.max(min)));
    let words = match () {
        () if min < 0 => "Minimum capacity must be at least 0.",
        () if max < 1 => "Maximum capacity must be at least 1.",
        () if min > max => "Minimum capacity can't be greater than maximum capacity.",
        () if desired < min => "Minimum capacity can't be greater than desired size.",
        () if desired > max => "Desired capacity can't be greater than max size.",
        () => return Ok(json!({ "minSize": min, "maxSize": max, "desiredSize": desired })),
    };
    Err(Refusal::invalid(words))
}

/// The launch template a request names by id or name, with id, name and version.
///
/// # Errors
/// `InvalidParameterException` when there is none, or not of that version.
pub(super) fn template(world: &mut World, call: &Call, asked: &Value) -> Result<Value, Refusal> {
    let known = |id: &str, thing: &Thing| {
        asked["id"] == id || (asked.get("id").is_none() && asked["name"] == *thing.text("launchTemplateName"))
    };
    let templates = world.region(&call.region).ec2.of(Kind::LaunchTemplate).find(|(id, thing)| known(id, thing));
    let Some((id, thing)) = templates else {
        return Err(Refusal::invalid("The launch template does not exist."));
    };
    let number = |member: &str| thing.doc[member].as_u64().unwrap_or(1);
    let version = match asked["version"].as_str() {
        None | Some("$Default") => number("defaultVersionNumber"),
        Some("$Latest") => number("latestVersionNumber"),
        Some(text) => text
            .parse()
            .ok()
            .filter(|wanted| (1..=number("latestVersionNumber")).contains(wanted))
            .ok_or_else(|| Refusal::invalid(format!("The launch template has no version {text}.")))?,
    };
    Ok(json!({ "id": id, "name": thing.text("launchTemplateName"), "version": version.to_string() }))
}

/// The newest release of a version's node image.
pub(crate) fn release(version: &str) -> String {
    format!("{version}.3-20260107")
}

/// The nodes have joined, or it is known that they cannot.
pub(crate) fn settles(world: &mut World, region: &str, name: &str, group: &str) {
    let Some((node_role, starts)) = world.region(region).eks.clusters.get(name).and_then(|cluster| {
        let doc = &cluster.nodegroups.get(group)?.doc;
        let role = doc["nodeRole"].as_str().unwrap_or_default().to_owned();
        (doc["status"] == "CREATING").then(|| (role, starts(&doc["labels"])))
    }) else {
        return;
    };
    let joins = starts && role::joins(world, &node_role);
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    let Some(group) = cluster.nodegroups.get_mut(group) else { return };
    group.doc["status"] = if joins { "ACTIVE" } else { "CREATE_FAILED" }.into();
    if !joins {
        group.doc["health"] = json!({ "issues": [{
            "code": "NodeCreationFailure",
            "message": "Instances failed to join the kubernetes cluster",
            "resourceIds": [],
        }] });
        return;
    }
    let doc = group.doc.clone();
    super::fit(world, region, name, &doc, false);
    access::put(world, region, name, &node_role, "EC2_LINUX", None);
    addon::look_again(world, region, name);
}
