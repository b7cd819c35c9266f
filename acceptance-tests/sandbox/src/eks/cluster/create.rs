//! `CreateCluster`: refused for what is known at once, `CREATING` for a long time, then `ACTIVE`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html>.
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{logging, role, subnets};
use crate::call::{Answered, Call, Refusal};
use crate::ec2::{Kind, cidr, own};
use crate::eks::access::{self, policy};
use crate::eks::input::{tags, texts};
use crate::eks::versions::{self, Support};
use crate::eks::{Cluster, Due, What, arn, insight, merge, present};
use crate::world::World;
use crate::{kubernetes, log_group, sts};

pub(crate) fn create(world: &mut World, call: &Call) -> Answered {
    let name = call.need("name")?.to_owned();
    check_name(&name)?;
    check_free(world, call, &name)?;
    let role_arn = call.need("roleArn")?.to_owned();
    role::check(world, &role_arn)?;
    let network = &call.body["resourcesVpcConfig"];
    let subnet_ids = texts(&network["subnetIds"]);
    let vpc = subnets::check(world, &call.region, &subnet_ids)?;
    let version = call.text("version").map_or_else(|| format!("1.{}", versions::DEFAULT), str::to_owned);
    let support_type = call.body["upgradePolicy"]["supportType"].as_str().unwrap_or("EXTENDED").to_owned();
    let release = versions::offered(&version, world.now)
        .filter(|release| support_type == "EXTENDED" || release.support(world.now) == Support::Standard)
        .ok_or_else(|| Refusal::invalid(format!("unsupported Kubernetes version {version}")))?;
    let access_mode = call.body["accessConfig"]["authenticationMode"].as_str().unwrap_or("CONFIG_MAP").to_owned();
    if let Some(asked) = call.body.get("encryptionConfig") {
        super::encryption::check(asked)?;
    }
    let endpoint_public = network["endpointPublicAccess"].as_bool().unwrap_or(true);
    let endpoint_private = network["endpointPrivateAccess"].as_bool().unwrap_or(false);
    if !endpoint_public && !endpoint_private {
        return Err(Refusal::invalid("Private and public endpoint access cannot be disabled at the same time."));
    }
    let service_network = kubernetes_network(world, call, &vpc)?;
    let log_setup = logging::after(&Value::Null, &call.body["logging"])?;
    let given_tags = tags(&call.body)?;
    let group = own::cluster_group(world, &call.region, &name, &vpc);
    let doc = present(json!({
        "name": name,
        "arn": arn(&call.region, &format!("cluster/{name}")),
        "createdAt": world.now.seconds(),
        "version": version,
        "roleArn": role_arn,
        "resourcesVpcConfig": {
            "subnetIds": subnet_ids,
            "securityGroupIds": texts(&network["securityGroupIds"]),
            "vpcId": vpc,
            "endpointPublicAccess": endpoint_public,
            "endpointPrivateAccess": endpoint_private,
            "publicAccessCidrs": public_cidrs(network, endpoint_public),
        },
        "kubernetesNetworkConfig": service_network,
        "logging": log_setup,
        "status": "CREATING",
        "certificateAuthority": {},
        "platformVersion": release.platform(),
        "tags": given_tags,
        "encryptionConfig": call.body.get("encryptionConfig"),
        "health": { "issues": [] },
        "accessConfig": { "authenticationMode": access_mode },
        "upgradePolicy": { "supportType": support_type },
        "zonalShiftConfig": call.body.get("zonalShiftConfig"),
        "remoteNetworkConfig": call.body.get("remoteNetworkConfig"),
        "computeConfig": call.body.get("computeConfig"),
        "storageConfig": call.body.get("storageConfig"),
        "deletionProtection": call.body["deletionProtection"].as_bool().unwrap_or(false),
        "controlPlaneScalingConfig": call.body.get("controlPlaneScalingConfig").cloned().unwrap_or(json!({ "tier": "standard" })),
    }));
    let born_with = born_with(world, &call.region, &name, &group);
    let cluster = Cluster {
        uid: world.ids.uuid("cluster"),
        doc: doc.clone(),
        born_with,
        updates: Vec::new(),
        nodegroups: BTreeMap::new(),
        addons: BTreeMap::new(),
        entries: BTreeMap::new(),
        associations: BTreeMap::new(),
        kubernetes: kubernetes::Cluster::new(&mut world.ids, &world.timing, world.now),
        insights: insight::fresh(&mut world.ids, &version, world.now),
        self_managed: call.body["bootstrapSelfManagedAddons"].as_bool().unwrap_or(true),
    };
    let active = Due::of(&call.region, &cluster, What::ClusterActive);
    let eks = &mut world.region(&call.region).eks;
    eks.ghosts.remove(&name);
    eks.clusters.insert(name.clone(), cluster);
    world.later(world.timing.cluster_create, active);
    log_group::keep(world, &call.region, &name, &doc["logging"]);
    if call.body["accessConfig"]["bootstrapClusterCreatorAdminPermissions"].as_bool().unwrap_or(true) {
        let creator = sts::caller(world, call);
        access::put(world, &call.region, &name, &creator, "STANDARD", Some(policy::CLUSTER_ADMIN));
    }
    Ok(json!({ "cluster": doc }))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let first = name.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if first && rest && name.len() <= 100 {
        return Ok(());
    }
    Err(Refusal::invalid(
        "The cluster name must begin with an alphanumeric character and have 1 to 100 characters of A-Z a-z 0-9 - _.",
    ))
}

fn check_free(world: &mut World, call: &Call, name: &str) -> Result<(), Refusal> {
    let now = world.now;
    let eks = &world.region(&call.region).eks;
    if eks.clusters.contains_key(name) || eks.ghosts.get(name).is_some_and(|ghost| ghost.lingers(now)) {
        return Err(Refusal::in_use(format!("Cluster already exists with name: {name}")).with("clusterName", name));
    }
    Ok(())
}

/// The CIDR blocks that reach a public endpoint: all of them, unless said otherwise.
pub(crate) fn public_cidrs(network: &Value, public: bool) -> Vec<String> {
    match texts(&network["publicAccessCidrs"]) {
        given if !given.is_empty() => given,
        _ if public => vec!["0.0.0.0/0".to_owned()],
        none => none,
    }
}

/// Services get 172.20.0.0/16, or 10.100.0.0/16 where the VPC is not in 10.0.0.0/8.
///
/// # Errors
/// `InvalidParameterException` for addresses that Services cannot have.
fn kubernetes_network(world: &mut World, call: &Call, vpc: &str) -> Result<Value, Refusal> {
    let asked = &call.body["kubernetesNetworkConfig"];
    let machines = world.region(&call.region).ec2.get(Kind::Vpc, vpc).map_or("", |vpc| vpc.text("cidrBlock"));
    if asked["serviceIpv4Cidr"].as_str().is_some_and(|cidr| !cidr::serves(cidr, machines)) {
        return Err(Refusal::invalid("Invalid CIDR range for serviceIpv4Cidr"));
    }
    let range = if machines.starts_with("10.") { "172.20.0.0/16" } else { "10.100.0.0/16" };
    let mut network =
        json!({ "serviceIpv4Cidr": range, "ipFamily": "ipv4", "elasticLoadBalancing": { "enabled": false } });
    merge(&mut network, asked);
    Ok(network)
}

/// What a cluster has once its control plane runs.
fn born_with(world: &mut World, region: &str, name: &str, group: &str) -> Value {
    let id = world.ids.hex("endpoint", 32).to_uppercase();
    let own = world.secure.as_ref().filter(|_| world.own_endpoints);
    let endpoint = match own {
        Some(own) => format!("{}/kubernetes/{region}/{name}", own.address),
        None => format!("https://{id}.gr7.{region}.eks.amazonaws.com"),
    };
    let authority = own.map_or(include_str!("ca.pem"), |own| &own.authority);
    json!({
        "status": "ACTIVE",
        "endpoint": endpoint,
        "certificateAuthority": { "data": STANDARD.encode(authority) },
        "identity": { "oidc": { "issuer": format!("https://oidc.eks.{region}.amazonaws.com/id/{id}") } },
        "resourcesVpcConfig": { "clusterSecurityGroupId": group },
    })
}

/// The control plane runs: endpoint, certificate and issuer are known.
pub(crate) fn becomes_active(world: &mut World, region: &str, name: &str) {
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    if cluster.status() == "CREATING" {
        let born_with = cluster.born_with.clone();
        merge(&mut cluster.doc, &born_with);
        let subnets = texts(&cluster.doc["resourcesVpcConfig"]["subnetIds"]);
        let group = born_with["resourcesVpcConfig"]["clusterSecurityGroupId"].as_str().unwrap_or_default().to_owned();
        own::control_plane(world, region, name, &subnets, &group);
    }
}
