use std::collections::BTreeSet;

use kgas_api::aws::PageToken;
use kgas_api::aws::eks::create_access_entry::NewAccessEntry;
use kgas_api::aws::eks::create_addon::{NewAddon, PodIdentity};
use kgas_api::aws::eks::create_pod_identity_association::NewPodIdentityAssociation;
use kgas_api::aws::eks::describe_update::Updated;
use kgas_api::aws::eks::list_insights::{InsightCategory, InsightFilter, InsightStatus};
use kgas_api::aws::eks::update_access_entry::AccessEntryChange;
use kgas_api::aws::eks::update_addon::AddonChange;
use kgas_api::aws::eks::update_cluster_config::ConfigChange;
use kgas_api::aws::eks::update_cluster_version::{ClusterVersion, Rollback};
use kgas_api::aws::eks::update_nodegroup_config::{LabelChange, NodegroupChange, TaintChange};
use kgas_api::aws::eks::update_nodegroup_version::NodegroupVersion;
use kgas_api::aws::eks::*;

use super::tags;
use crate::case::{Case, case};

const ROLE: &str = "arn:aws:iam::123456789012:role/kgas/cluster";

fn name() -> ClusterName {
    ClusterName::parse("prod").unwrap()
}

fn group() -> NodegroupName {
    NodegroupName::parse("workers").unwrap()
}

fn role() -> Arn {
    Arn::parse(ROLE).unwrap()
}

fn texts(of: &[&str]) -> Vec<String> {
    of.iter().map(|text| (*text).to_owned()).collect()
}

fn on() -> Toggle {
    Toggle { enabled: Some(true) }
}

fn compute() -> ComputeConfig {
    ComputeConfig { enabled: Some(true), node_pools: Some(texts(&["system"])), node_role_arn: Some(ROLE.to_owned()) }
}

fn vpc() -> VpcConfig {
    VpcConfig {
        subnet_ids: texts(&["subnet-1", "subnet-2"]),
        security_group_ids: texts(&["sg-1"]),
        cluster_security_group_id: Some("never sent".to_owned()),
        vpc_id: Some("never sent".to_owned()),
        endpoint_public_access: Some(false),
        endpoint_private_access: Some(true),
        public_access_cidrs: texts(&["192.0.2.0/24"]),
    }
}

fn cluster() -> create_cluster::NewCluster {
    create_cluster::NewCluster {
        resources_vpc_config: vpc(),
        version: Some("1.34".to_owned()),
        kubernetes_network_config: KubernetesNetwork {
            service_ipv4_cidr: Some("172.20.0.0/16".to_owned()),
            service_ipv6_cidr: Some("never sent".to_owned()),
            ip_family: Some("ipv4".to_owned()),
            elastic_load_balancing: on(),
        },
        logging: Logging::exactly(&BTreeSet::from([LogType::Audit, LogType::Api])),
        encryption_config: vec![EncryptionConfig::secrets("arn:aws:kms:eu-west-1:123456789012:key/k")],
        access_config: AccessConfig {
            bootstrap_cluster_creator_admin_permissions: Some(false),
            authentication_mode: Some(AuthenticationMode::Api),
        },
        bootstrap_self_managed_addons: Some(false),
        upgrade_policy: UpgradePolicy { support_type: Some(SupportType::Standard) },
        zonal_shift_config: on(),
        compute_config: compute(),
        storage_config: StorageConfig { block_storage: on() },
        deletion_protection: Some(true),
        tags: tags(),
        ..create_cluster::NewCluster::new(name(), role(), Vec::new(), "t-1".to_owned())
    }
}

fn template() -> LaunchTemplate {
    LaunchTemplate { id: Some("lt-1".to_owned()), name: Some("n".to_owned()), version: Some("3".to_owned()) }
}

fn taint() -> Taint {
    Taint { key: "gpu".to_owned(), value: Some("yes".to_owned()), effect: TaintEffect::NoSchedule }
}

fn surge() -> Surge {
    Surge {
        max_unavailable: Some(1),
        max_unavailable_percentage: Some(10),
        update_strategy: Some("MINIMAL".to_owned()),
    }
}

fn repair() -> NodeRepair {
    NodeRepair {
        enabled: Some(true),
        max_unhealthy_node_threshold_count: Some(1),
        max_unhealthy_node_threshold_percentage: Some(2),
        max_parallel_nodes_repaired_count: Some(3),
        max_parallel_nodes_repaired_percentage: Some(4),
    }
}

fn scaling() -> Scaling {
    Scaling { min_size: Some(0), max_size: Some(10), desired_size: Some(3) }
}

fn nodegroup() -> create_nodegroup::NewNodegroup {
    create_nodegroup::NewNodegroup {
        scaling_config: scaling(),
        disk_size: Some(80),
        instance_types: texts(&["m7i.large"]),
        ami_type: Some("AL2023_x86_64_STANDARD".to_owned()),
        capacity_type: Some(CapacityType::Spot),
        labels: tags(),
        taints: vec![taint()],
        update_config: surge(),
        node_repair_config: repair(),
        launch_template: Some(template()),
        version: Some("1.34".to_owned()),
        release_version: Some("1.34.1-20261101".to_owned()),
        tags: tags(),
        ..create_nodegroup::NewNodegroup::new(name(), group(), role(), texts(&["subnet-1"]), "t-2".to_owned())
    }
}

fn nodegroup_change() -> NodegroupChange {
    NodegroupChange {
        labels: LabelChange { add_or_update_labels: tags(), remove_labels: BTreeSet::from(["old".to_owned()]) },
        taints: TaintChange { add_or_update_taints: vec![taint()], remove_taints: vec![taint()] },
        scaling_config: scaling(),
        update_config: surge(),
        node_repair_config: repair(),
    }
}

fn nodegroup_version() -> NodegroupVersion {
    NodegroupVersion {
        version: Some("1.34".to_owned()),
        release_version: Some("1.34.1-20261101".to_owned()),
        launch_template: Some(template()),
        force: Some(true),
    }
}

fn coredns() -> AddonName {
    AddonName::parse("coredns").unwrap()
}

fn pod_identity() -> PodIdentity {
    PodIdentity { service_account: "coredns".to_owned(), role_arn: role() }
}

fn addon() -> NewAddon {
    NewAddon {
        addon_version: Some("v1.12.1-eksbuild.2".to_owned()),
        service_account_role_arn: Some(role()),
        resolve_conflicts: Some(ResolveConflicts::Overwrite),
        configuration_values: Some(r#"{"replicaCount":3}"#.to_owned()),
        pod_identity_associations: vec![pod_identity()],
        tags: tags(),
        ..NewAddon::new(name(), coredns(), "t-5".to_owned())
    }
}

fn addon_change() -> AddonChange {
    AddonChange {
        addon_version: Some("v1.12.1-eksbuild.2".to_owned()),
        service_account_role_arn: Some(role()),
        resolve_conflicts: Some(ResolveConflicts::Preserve),
        configuration_values: Some("{}".to_owned()),
        pod_identity_associations: Some(vec![pod_identity()]),
    }
}

fn access_entry() -> NewAccessEntry {
    NewAccessEntry {
        kubernetes_groups: texts(&["viewers"]),
        username: Some("platform".to_owned()),
        kind: Some("STANDARD".to_owned()),
        tags: tags(),
        ..NewAccessEntry::new(name(), role(), "t-6".to_owned())
    }
}

fn insights() -> InsightFilter {
    InsightFilter {
        categories: vec![InsightCategory::UpgradeReadiness],
        kubernetes_versions: texts(&["1.35"]),
        statuses: vec![InsightStatus::Error, InsightStatus::Warning],
    }
}

pub(crate) fn later() -> Vec<Case> {
    let update = UpdateId::parse("u-1").unwrap();
    let association = AssociationId::parse("a-1").unwrap();
    let page = PageToken::try_from("p+/=".to_owned()).unwrap();
    let new = NewPodIdentityAssociation {
        cluster_name: name(),
        namespace: "kube-system".to_owned(),
        service_account: "aws-node".to_owned(),
        role_arn: role(),
        client_request_token: "t-11".to_owned(),
        tags: tags(),
    };
    let insight = InsightId::parse("i-1").unwrap();
    vec![
        case(describe_insight::request(&name(), &insight)),
        case(cancel_update::request(&name(), &update, "t-12")),
        case(create_pod_identity_association::request(&new)),
        case(describe_pod_identity_association::request(&name(), &association)),
        case(list_pod_identity_associations::request(&name(), Some("n"), Some("s"), Some(&page))),
        case(update_pod_identity_association::request(&name(), &association, &role(), "t-13")),
        case(delete_pod_identity_association::request(&name(), &association)),
    ]
}

pub(crate) fn all() -> Vec<Case> {
    let update = UpdateId::parse("u-1").unwrap();
    let page = PageToken::try_from("p+/=".to_owned()).unwrap();
    let policy = Arn::parse("arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy").unwrap();
    let scope = AccessScope { kind: AccessScopeKind::Namespace, namespaces: texts(&["team-*"]) };
    let version = ClusterVersion {
        version: "1.34".to_owned(),
        force: Some(true),
        rollback_config: Rollback { timeout_minutes: Some(120) },
    };
    let groups = AccessEntryChange { kubernetes_groups: Some(Vec::new()), username: Some("u".to_owned()) };
    vec![
        case(create_cluster::request(&cluster())),
        case(describe_cluster::request(&name())),
        case(delete_cluster::request(&name())),
        case(list_clusters::request(None)),
        case(create_nodegroup::request(&nodegroup())),
        case(describe_nodegroup::request(&name(), &group())),
        case(delete_nodegroup::request(&name(), &group())),
        case(list_nodegroups::request(&name(), None)),
        case(update_nodegroup_config::request(&name(), &group(), &nodegroup_change(), "t-3")),
        case(update_nodegroup_version::request(&name(), &group(), &nodegroup_version(), "t-4")),
        case(describe_update::request(&name(), Updated::Nodegroup(&group()), &update)),
        case(update_cluster_version::request(&name(), &version, "t-7")),
        case(list_updates::request(&name(), Updated::Addon(&coredns()), Some(&page))),
        case(associate_encryption_config::request(&name(), "arn:aws:kms:eu-west-1:123456789012:key/k", "t-8")),
        case(describe_cluster_versions::request(&["1.33", "1.34"], true, Some(&page))),
        case(list_insights::request(&name(), &insights(), Some(&page))),
        case(tag_resource::request(&role(), &tags())),
        case(untag_resource::request(&role(), &["a b", "kubernetes.io/cluster/x"])),
        case(create_addon::request(&addon())),
        case(describe_addon::request(&name(), &coredns())),
        case(list_addons::request(&name(), Some(&page))),
        case(update_addon::request(&name(), &coredns(), &addon_change(), "t-9")),
        case(delete_addon::request(&name(), &coredns(), true)),
        case(describe_addon_versions::request(Some("1.34"), Some(&coredns()), Some(&page))),
        case(create_access_entry::request(&access_entry())),
        case(describe_access_entry::request(&name(), &role())),
        case(list_access_entries::request(&name(), None)),
        case(update_access_entry::request(&name(), &role(), &groups, "t-10")),
        case(delete_access_entry::request(&name(), &role())),
        case(associate_access_policy::request(&name(), &role(), &policy, &scope)),
        case(disassociate_access_policy::request(&name(), &role(), &policy)),
        case(list_associated_access_policies::request(&name(), &role(), Some(&page))),
        case(update_cluster_config::request(
            &name(),
            &ConfigChange::endpoint(true, true, Some(texts(&["192.0.2.0/24"]))),
            "t",
        )),
        case(update_cluster_config::request(&name(), &ConfigChange::subnets(texts(&["subnet-3"])), "t")),
        case(update_cluster_config::request(&name(), &ConfigChange::security_groups(Vec::new()), "t")),
        case(update_cluster_config::request(&name(), &ConfigChange::logging(&BTreeSet::new()), "t")),
        case(update_cluster_config::request(&name(), &ConfigChange::authentication_mode(AuthenticationMode::Api), "t")),
        case(update_cluster_config::request(&name(), &ConfigChange::support(SupportType::Extended), "t")),
        case(update_cluster_config::request(&name(), &ConfigChange::zonal_shift(true), "t")),
        case(update_cluster_config::request(&name(), &ConfigChange::auto_mode(compute()), "t")),
        case(update_cluster_config::request(&name(), &ConfigChange::deletion_protection(false), "t")),
    ]
}
