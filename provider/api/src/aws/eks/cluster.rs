//! A cluster as EKS shows it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    AccessConfig, ComputeConfig, EncryptionConfig, KubernetesNetwork, Logging, StorageConfig, Toggle, UpgradePolicy,
    VpcConfig,
};
use crate::aws::time;

/// A cluster.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// Its name, unique in account and region.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// What it is doing.
    pub status: ClusterStatus,
    /// When it was asked for.
    #[serde(default, deserialize_with = "time::read")]
    pub created_at: Option<Timestamp>,
    /// Kubernetes minor version, such as `1.34`.
    #[serde(default)]
    pub version: Option<String>,
    /// EKS's build of that version, such as `eks.12`.
    #[serde(default)]
    pub platform_version: Option<String>,
    /// URL of the Kubernetes API; absent until there is one.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Role the control plane acts in.
    #[serde(default)]
    pub role_arn: Option<String>,
    /// Its place in the VPC and who can reach it.
    #[serde(default)]
    pub resources_vpc_config: VpcConfig,
    /// Addresses of services, and the load balancers of Auto Mode.
    #[serde(default)]
    pub kubernetes_network_config: KubernetesNetwork,
    /// Which control plane logs go to `CloudWatch`.
    #[serde(default)]
    pub logging: Logging,
    /// Its OIDC issuer.
    #[serde(default)]
    pub identity: Identity,
    /// What clients check its certificate with.
    #[serde(default)]
    pub certificate_authority: CertificateAuthority,
    /// The token it was created with.
    #[serde(default)]
    pub client_request_token: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// What is encrypted, with which key.
    #[serde(default)]
    pub encryption_config: Vec<EncryptionConfig>,
    /// What is wrong with it.
    #[serde(default)]
    pub health: Health,
    /// Where it looks up who may do what. `bootstrap…` is never shown.
    #[serde(default)]
    pub access_config: AccessConfig,
    /// How long it stays on a version.
    #[serde(default)]
    pub upgrade_policy: UpgradePolicy,
    /// Whether traffic may be shifted away from a bad zone.
    #[serde(default)]
    pub zonal_shift_config: Toggle,
    /// Nodes of Auto Mode.
    #[serde(default)]
    pub compute_config: ComputeConfig,
    /// Disks of Auto Mode.
    #[serde(default)]
    pub storage_config: StorageConfig,
    /// Whether EKS refuses to delete it.
    #[serde(default)]
    pub deletion_protection: Option<bool>,
}

impl Cluster {
    /// Its OIDC issuer's URL.
    #[must_use]
    pub fn oidc_issuer(&self) -> Option<&str> {
        self.identity.oidc.issuer.as_deref()
    }
}

open_enum! {
    /// What a cluster is doing.
    ClusterStatus {
        Creating = "CREATING",
        Active = "ACTIVE",
        Deleting = "DELETING",
        Failed = "FAILED",
        Updating = "UPDATING",
        /// A registered cluster that has not connected.
        Pending = "PENDING",
    }
}

/// Who a cluster's workloads are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Identity {
    /// OIDC.
    pub oidc: Oidc,
}

/// An OIDC provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Oidc {
    /// Its URL.
    pub issuer: Option<String>,
}

/// What clients check a certificate with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CertificateAuthority {
    /// Certificates in PEM, in base64.
    pub data: Option<String>,
}

/// What is wrong with something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Health {
    /// One entry an issue; empty if all is well.
    pub issues: Vec<Issue>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Issue {
    /// EKS's code.
    pub code: String,
    /// EKS's words.
    pub message: String,
    /// What it is about.
    pub resource_ids: Vec<String>,
}
