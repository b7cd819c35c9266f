//! Requests about the cluster itself.

use std::collections::BTreeSet;

use kgas_api::aws::eks::update_cluster_config::ConfigChange;
use kgas_api::aws::eks::update_cluster_version::{self, ClusterVersion};
use kgas_api::aws::eks::{
    AccessConfig, Arn, AuthenticationMode, EncryptionConfig, KubernetesNetwork, LogType, Logging, SupportType,
    UpgradePolicy, VpcConfig, associate_encryption_config, create_cluster, delete_cluster, update_cluster_config,
};
use kgas_engine::cluster::{Endpoint, Minor, Seen, wanted_tags};
use kgas_transport::CallError;

use super::{resolve, resolve_all, token, unsendable};
use crate::resources::cluster::aws::world::World;

pub(super) async fn create(world: &World, seen: &Seen, version: Minor) -> Result<(), CallError> {
    let spec = &world.wanted.spec;
    let role = spec.role.as_ref().and_then(|role| resolve(seen, role)).unwrap_or_default();
    let role = Arn::parse(role).map_err(|err| unsendable("CreateCluster", err))?;
    let subnets = resolve_all(seen, &spec.network.subnets);
    let token = token(world, "create-cluster", &[&version.to_string(), role.as_str(), &subnets.join(",")]);
    let mut cluster = create_cluster::NewCluster::new(world.name.clone(), role, subnets.clone(), token);
    cluster.version = Some(version.to_string());
    cluster.resources_vpc_config = VpcConfig {
        subnet_ids: subnets,
        security_group_ids: resolve_all(seen, spec.network.security_groups.iter().flatten()),
        ..VpcConfig::default()
    };
    if let Some(endpoint) = &spec.endpoint {
        cluster.resources_vpc_config.endpoint_public_access = Some(endpoint.public);
        cluster.resources_vpc_config.endpoint_private_access = Some(endpoint.private);
        if endpoint.public {
            cluster.resources_vpc_config.public_access_cidrs = endpoint.allowed_cidrs.iter().cloned().collect();
        }
    }
    cluster.kubernetes_network_config =
        KubernetesNetwork { service_ipv4_cidr: world.wanted.service_cidr.clone(), ..KubernetesNetwork::default() };
    if let Some(components) = &spec.logging {
        cluster.logging = Logging::exactly(&components.iter().map(|one| LogType::from(one.as_str())).collect());
    }
    let key = spec.encryption.as_ref().and_then(|key| resolve(seen, key));
    cluster.encryption_config = key.map(EncryptionConfig::secrets).into_iter().collect();
    cluster.access_config = AccessConfig {
        authentication_mode: Some(AuthenticationMode::Api),
        bootstrap_cluster_creator_admin_permissions: Some(world.wanted.creator_is_admin),
    };
    let support = spec.channel.and_then(|channel| spec.capabilities.channel(channel));
    cluster.upgrade_policy = UpgradePolicy { support_type: support.map(SupportType::from) };
    cluster.deletion_protection = Some(spec.deletion.protected);
    cluster.tags = wanted_tags(spec, None);
    world.call(create_cluster::request(&cluster)).await.map(drop)
}

pub(super) async fn delete(world: &World) -> Result<(), CallError> {
    world.call(delete_cluster::request(&world.name)).await.map(drop)
}

pub(super) async fn update_endpoint(world: &World, endpoint: &Endpoint) -> Result<(), CallError> {
    let cidrs = endpoint.public.then(|| endpoint.allowed_cidrs.iter().cloned().collect());
    configure(world, &ConfigChange::endpoint(endpoint.public, endpoint.private, cidrs)).await
}

pub(super) async fn update_subnets(world: &World, subnets: &BTreeSet<String>) -> Result<(), CallError> {
    configure(world, &ConfigChange::subnets(subnets.iter().cloned().collect())).await
}

pub(super) async fn update_security_groups(world: &World, groups: &BTreeSet<String>) -> Result<(), CallError> {
    configure(world, &ConfigChange::security_groups(groups.iter().cloned().collect())).await
}

pub(super) async fn update_logging(
    world: &World,
    seen: &Seen,
    enable: &BTreeSet<String>,
    disable: &BTreeSet<String>,
) -> Result<(), CallError> {
    let before = seen.cluster.iter().filter_map(|cluster| cluster.logging.as_ref()).flatten();
    let on = before.chain(enable).filter(|component| !disable.contains(*component));
    let on: BTreeSet<LogType> = on.map(|component| LogType::from(component.as_str())).collect();
    configure(world, &ConfigChange::logging(&on)).await
}

pub(super) async fn update_support(world: &World, support: &str) -> Result<(), CallError> {
    configure(world, &ConfigChange::support(SupportType::from(support))).await
}

pub(super) async fn update_deletion_protection(world: &World, protected: bool) -> Result<(), CallError> {
    configure(world, &ConfigChange::deletion_protection(protected)).await
}

pub(super) async fn update_setting(world: &World, name: &str, value: &str) -> Result<(), CallError> {
    let change = match name {
        "authentication_mode" => ConfigChange::authentication_mode(AuthenticationMode::from(value)),
        "zonal_shift" => ConfigChange::zonal_shift(value == "true"),
        other => return Err(unsendable("UpdateClusterConfig", format!("EKS has no way to change {other}"))),
    };
    configure(world, &change).await
}

/// A change of settings has no name of its own: its token is made of what it says.
async fn configure(world: &World, change: &ConfigChange) -> Result<(), CallError> {
    let content = format!("{change:?}");
    let token = token(world, "update-cluster-config", &[&content]);
    world.call(update_cluster_config::request(&world.name, change, &token)).await.map(drop)
}

pub(super) async fn enable_encryption(world: &World, key: &str) -> Result<(), CallError> {
    let token = token(world, "associate-encryption", &[key]);
    world.call(associate_encryption_config::request(&world.name, key, &token)).await.map(drop)
}

pub(super) async fn upgrade(world: &World, to: Minor, force: bool) -> Result<(), CallError> {
    let token = token(world, "update-cluster-version", &[&to.to_string(), &force.to_string()]);
    let change = ClusterVersion { version: to.to_string(), force: force.then_some(true), ..ClusterVersion::default() };
    world.call(update_cluster_version::request(&world.name, &change, &token)).await.map(drop)
}
