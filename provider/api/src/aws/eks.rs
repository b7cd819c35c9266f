//! Amazon Elastic Kubernetes Service, `2017-11-01`.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/Welcome.html>.

pub mod create_cluster;
pub mod create_nodegroup;
pub mod delete_cluster;
pub mod delete_nodegroup;
pub mod describe_cluster;
pub mod describe_nodegroup;
pub mod describe_update;
pub mod list_clusters;
pub mod list_nodegroups;
pub mod update_nodegroup_config;
pub mod update_nodegroup_version;

mod cluster;
mod cluster_blocks;
mod name;
mod nodegroup;
mod rest;
mod update;

pub use cluster::{Cluster, ClusterStatus, Health, Issue};
pub use cluster_blocks::{
    AccessConfig, AuthenticationMode, ComputeConfig, EncryptionConfig, KeyProvider, KubernetesNetwork, LogSetup,
    LogType, Logging, StorageConfig, SupportType, Toggle, UpgradePolicy, VpcConfig,
};
pub use name::{AddonName, Arn, ClusterName, NameError, NodegroupName, UpdateId};
pub use nodegroup::{
    CapacityType, LaunchTemplate, NodeRepair, Nodegroup, NodegroupResources, NodegroupStatus, Scaling, Surge, Taint,
    TaintEffect,
};
pub use update::{Update, UpdateError, UpdateParam, UpdateStatus};
