use std::collections::{BTreeMap, BTreeSet};

use expect_test::{Expect, expect};
use kgas_api::aws::eks::describe_update::Updated;
use kgas_api::aws::eks::update_nodegroup_config::{LabelChange, NodegroupChange, TaintChange};
use kgas_api::aws::eks::update_nodegroup_version::NodegroupVersion;
use kgas_api::aws::eks::*;

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

fn tags() -> BTreeMap<String, String> {
    BTreeMap::from([("team".to_owned(), "kgas".to_owned())])
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

pub(crate) fn all() -> Vec<(Case, Expect)> {
    let update = UpdateId::parse("u-1").unwrap();
    vec![
        (
            case(create_cluster::request(&cluster())),
            expect![[r#"
                AwsEks CreateCluster Safe: POST /clusters
                name = "prod"
                roleArn = "arn:aws:iam::123456789012:role/kgas/cluster"
                resourcesVpcConfig = {"subnetIds":["subnet-1","subnet-2"],"securityGroupIds":["sg-1"],"endpointPublicAccess":false,"endpointPrivateAccess":true,"publicAccessCidrs":["192.0.2.0/24"]}
                clientRequestToken = "t-1"
                version = "1.34"
                kubernetesNetworkConfig = {"serviceIpv4Cidr":"172.20.0.0/16","ipFamily":"ipv4","elasticLoadBalancing":{"enabled":true}}
                logging = {"clusterLogging":[{"types":["api","audit"],"enabled":true},{"types":["authenticator","controllerManager","scheduler"],"enabled":false}]}
                encryptionConfig = [{"resources":["secrets"],"provider":{"keyArn":"arn:aws:kms:eu-west-1:123456789012:key/k"}}]
                accessConfig = {"bootstrapClusterCreatorAdminPermissions":false,"authenticationMode":"API"}
                bootstrapSelfManagedAddons = false
                upgradePolicy = {"supportType":"STANDARD"}
                zonalShiftConfig = {"enabled":true}
                computeConfig = {"enabled":true,"nodePools":["system"],"nodeRoleArn":"arn:aws:iam::123456789012:role/kgas/cluster"}
                storageConfig = {"blockStorage":{"enabled":true}}
                deletionProtection = true
                tags = {"team":"kgas"}"#]],
        ),
        (case(describe_cluster::request(&name())), expect!["AwsEks DescribeCluster Safe: GET /clusters/prod"]),
        (case(delete_cluster::request(&name())), expect!["AwsEks DeleteCluster Safe: DELETE /clusters/prod"]),
        (case(list_clusters::request(None)), expect!["AwsEks ListClusters Safe: GET /clusters?maxResults=100"]),
        (
            case(create_nodegroup::request(&nodegroup())),
            expect![[r#"
                AwsEks CreateNodegroup Safe: POST /clusters/prod/node-groups
                nodegroupName = "workers"
                nodeRole = "arn:aws:iam::123456789012:role/kgas/cluster"
                subnets = ["subnet-1"]
                clientRequestToken = "t-2"
                scalingConfig = {"minSize":0,"maxSize":10,"desiredSize":3}
                diskSize = 80
                instanceTypes = ["m7i.large"]
                amiType = "AL2023_x86_64_STANDARD"
                capacityType = "SPOT"
                labels = {"team":"kgas"}
                taints = [{"key":"gpu","value":"yes","effect":"NO_SCHEDULE"}]
                updateConfig = {"maxUnavailable":1,"maxUnavailablePercentage":10,"updateStrategy":"MINIMAL"}
                nodeRepairConfig = {"enabled":true,"maxUnhealthyNodeThresholdCount":1,"maxUnhealthyNodeThresholdPercentage":2,"maxParallelNodesRepairedCount":3,"maxParallelNodesRepairedPercentage":4}
                launchTemplate = {"id":"lt-1","name":"n","version":"3"}
                version = "1.34"
                releaseVersion = "1.34.1-20261101"
                tags = {"team":"kgas"}"#]],
        ),
        (
            case(describe_nodegroup::request(&name(), &group())),
            expect!["AwsEks DescribeNodegroup Safe: GET /clusters/prod/node-groups/workers"],
        ),
        (
            case(delete_nodegroup::request(&name(), &group())),
            expect!["AwsEks DeleteNodegroup Safe: DELETE /clusters/prod/node-groups/workers"],
        ),
        (
            case(list_nodegroups::request(&name(), None)),
            expect!["AwsEks ListNodegroups Safe: GET /clusters/prod/node-groups?maxResults=100"],
        ),
        (
            case(update_nodegroup_config::request(&name(), &group(), &nodegroup_change(), "t-3")),
            expect![[r#"
                AwsEks UpdateNodegroupConfig Safe: POST /clusters/prod/node-groups/workers/update-config
                labels = {"addOrUpdateLabels":{"team":"kgas"},"removeLabels":["old"]}
                taints = {"addOrUpdateTaints":[{"key":"gpu","value":"yes","effect":"NO_SCHEDULE"}],"removeTaints":[{"key":"gpu","value":"yes","effect":"NO_SCHEDULE"}]}
                scalingConfig = {"minSize":0,"maxSize":10,"desiredSize":3}
                updateConfig = {"maxUnavailable":1,"maxUnavailablePercentage":10,"updateStrategy":"MINIMAL"}
                nodeRepairConfig = {"enabled":true,"maxUnhealthyNodeThresholdCount":1,"maxUnhealthyNodeThresholdPercentage":2,"maxParallelNodesRepairedCount":3,"maxParallelNodesRepairedPercentage":4}
                clientRequestToken = "t-3""#]],
        ),
        (
            case(update_nodegroup_version::request(&name(), &group(), &nodegroup_version(), "t-4")),
            expect![[r#"
                AwsEks UpdateNodegroupVersion Safe: POST /clusters/prod/node-groups/workers/update-version
                version = "1.34"
                releaseVersion = "1.34.1-20261101"
                launchTemplate = {"id":"lt-1","name":"n","version":"3"}
                force = true
                clientRequestToken = "t-4""#]],
        ),
        (
            case(describe_update::request(&name(), Updated::Nodegroup(&group()), &update)),
            expect!["AwsEks DescribeUpdate Safe: GET /clusters/prod/updates/u-1?nodegroupName=workers"],
        ),
    ]
}
