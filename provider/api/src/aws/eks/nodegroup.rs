//! A node group as EKS shows it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Health;
use crate::aws::time;

/// A managed node group.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Nodegroup {
    /// Its name, unique in the cluster.
    pub nodegroup_name: String,
    /// What it is doing.
    pub status: NodegroupStatus,
    /// Its ARN.
    #[serde(default)]
    pub nodegroup_arn: Option<String>,
    /// The cluster it belongs to.
    #[serde(default)]
    pub cluster_name: Option<String>,
    /// Kubernetes minor version of its nodes.
    #[serde(default)]
    pub version: Option<String>,
    /// Release of their image, or the launch template's version if the image is custom.
    #[serde(default)]
    pub release_version: Option<String>,
    /// When it was asked for.
    #[serde(default, deserialize_with = "time::read")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "time::read")]
    pub modified_at: Option<Timestamp>,
    /// How its capacity is bought.
    #[serde(default)]
    pub capacity_type: Option<CapacityType>,
    /// Its size.
    #[serde(default)]
    pub scaling_config: Scaling,
    /// Types of its machines.
    #[serde(default)]
    pub instance_types: Vec<String>,
    /// Subnets of its nodes.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// Kind of its image, such as `AL2023_x86_64_STANDARD`, or `CUSTOM`.
    #[serde(default)]
    pub ami_type: Option<String>,
    /// Role of its nodes.
    #[serde(default)]
    pub node_role: Option<String>,
    /// Kubernetes labels of its nodes.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Taints of its nodes.
    #[serde(default)]
    pub taints: Vec<Taint>,
    /// What stands behind it.
    #[serde(default)]
    pub resources: NodegroupResources,
    /// Size of a node's disk in GiB, unless the launch template says it.
    #[serde(default)]
    pub disk_size: Option<i64>,
    /// What is wrong with it.
    #[serde(default)]
    pub health: Health,
    /// How many nodes an update takes away at once.
    #[serde(default)]
    pub update_config: Surge,
    /// Whether sick nodes are replaced.
    #[serde(default)]
    pub node_repair_config: NodeRepair,
    /// The launch template of its machines.
    #[serde(default)]
    pub launch_template: Option<LaunchTemplate>,
    /// Its own tags; its machines have the launch template's.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

open_enum! {
    /// What a node group is doing.
    NodegroupStatus {
        Creating = "CREATING",
        Active = "ACTIVE",
        Updating = "UPDATING",
        Deleting = "DELETING",
        CreateFailed = "CREATE_FAILED",
        DeleteFailed = "DELETE_FAILED",
        /// It has health issues; they may pass.
        Degraded = "DEGRADED",
    }
}

open_enum! {
    /// How capacity is bought.
    CapacityType {
        OnDemand = "ON_DEMAND",
        Spot = "SPOT",
        CapacityBlock = "CAPACITY_BLOCK",
    }
}

/// A size, in nodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Scaling {
    /// Fewest, 0 or more.
    pub min_size: Option<i64>,
    /// Most, 1 or more.
    pub max_size: Option<i64>,
    /// Now. An autoscaler may change it.
    pub desired_size: Option<i64>,
}

/// A taint. Key and effect are its identity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Taint {
    /// Its key.
    #[serde(default)]
    pub key: String,
    /// Its value; may be absent.
    #[serde(default)]
    pub value: Option<String>,
    /// What it does.
    pub effect: TaintEffect,
}

open_enum! {
    /// What a taint does to pods that do not tolerate it.
    TaintEffect {
        NoSchedule = "NO_SCHEDULE",
        NoExecute = "NO_EXECUTE",
        PreferNoSchedule = "PREFER_NO_SCHEDULE",
    }
}

/// What stands behind a node group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NodegroupResources {
    /// Its autoscaling groups: one.
    pub auto_scaling_groups: Vec<AutoScalingGroup>,
    /// Security group of remote access.
    pub remote_access_security_group: Option<String>,
}

/// An autoscaling group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AutoScalingGroup {
    /// Its name.
    pub name: String,
}

/// How many nodes an update may take away at once: a number or a percentage, not both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Surge {
    /// Nodes, 1 to 100.
    pub max_unavailable: Option<i64>,
    /// Percent, 1 to 100.
    pub max_unavailable_percentage: Option<i64>,
    /// `DEFAULT` starts new nodes first, `MINIMAL` stops old ones first.
    pub update_strategy: Option<String>,
}

/// Whether sick nodes are replaced, and how many at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NodeRepair {
    /// Whether they are.
    pub enabled: Option<bool>,
    /// From this many sick nodes on nothing is repaired.
    pub max_unhealthy_node_threshold_count: Option<i64>,
    /// The same in percent.
    pub max_unhealthy_node_threshold_percentage: Option<i64>,
    /// Nodes repaired at once.
    pub max_parallel_nodes_repaired_count: Option<i64>,
    /// The same in percent of the sick ones.
    pub max_parallel_nodes_repaired_percentage: Option<i64>,
}

/// A version of a launch template, by id or by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LaunchTemplate {
    /// Its id. In a request give id or name.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its version's number, in digits.
    pub version: Option<String>,
}
