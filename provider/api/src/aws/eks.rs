//! Amazon Elastic Kubernetes Service, `2017-11-01`.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/Welcome.html>.

pub mod associate_access_policy;
pub mod associate_encryption_config;
pub mod cancel_update;
pub mod create_access_entry;
pub mod create_addon;
pub mod create_cluster;
pub mod create_nodegroup;
pub mod create_pod_identity_association;
pub mod delete_access_entry;
pub mod delete_addon;
pub mod delete_cluster;
pub mod delete_nodegroup;
pub mod delete_pod_identity_association;
pub mod describe_access_entry;
pub mod describe_addon;
pub mod describe_addon_versions;
pub mod describe_cluster;
pub mod describe_cluster_versions;
pub mod describe_insight;
pub mod describe_nodegroup;
pub mod describe_pod_identity_association;
pub mod describe_update;
pub mod disassociate_access_policy;
pub mod kube_token;
pub mod list_access_entries;
pub mod list_addons;
pub mod list_associated_access_policies;
pub mod list_clusters;
pub mod list_insights;
pub mod list_nodegroups;
pub mod list_pod_identity_associations;
pub mod list_updates;
pub mod tag_resource;
pub mod untag_resource;
pub mod update_access_entry;
pub mod update_addon;
pub mod update_cluster_config;
pub mod update_cluster_version;
pub mod update_nodegroup_config;
pub mod update_nodegroup_version;
pub mod update_pod_identity_association;

mod access_entry;
mod addon;
mod cluster;
mod cluster_blocks;
mod name;
mod nodegroup;
mod pod_identity;
mod rest;
mod update;

pub use access_entry::{AccessEntry, AccessScope, AccessScopeKind, AssociatedAccessPolicy};
pub use addon::{Addon, AddonStatus, ResolveConflicts};
pub use cluster::{CertificateAuthority, Cluster, ClusterStatus, Health, Identity, Issue, Oidc};
pub use cluster_blocks::{
    AccessConfig, AuthenticationMode, ComputeConfig, EncryptionConfig, KeyProvider, KubernetesNetwork, LogSetup,
    LogType, Logging, StorageConfig, SupportType, Toggle, UpgradePolicy, VpcConfig,
};
pub use name::{AddonName, Arn, AssociationId, ClusterName, InsightId, NameError, NodegroupName, UpdateId};
pub use nodegroup::{
    AutoScalingGroup, CapacityType, LaunchTemplate, NodeRepair, Nodegroup, NodegroupResources, NodegroupStatus,
    Scaling, Surge, Taint, TaintEffect,
};
pub use pod_identity::PodIdentityAssociation;
pub use update::{Cancellation, Update, UpdateError, UpdateParam, UpdateStatus};
