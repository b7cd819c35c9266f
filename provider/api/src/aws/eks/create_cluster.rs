//! `CreateCluster`: `POST /clusters`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};

use super::{
    AccessConfig, Arn, Cluster, ClusterName, ComputeConfig, EncryptionConfig, KubernetesNetwork, Logging,
    StorageConfig, Toggle, UpgradePolicy, VpcConfig, rest,
};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// The cluster to create. What is `None` or empty is left to EKS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewCluster {
    /// Its name.
    pub name: ClusterName,
    /// Role of the control plane.
    pub role_arn: Arn,
    /// Its place in the VPC and who can reach it.
    pub resources_vpc_config: VpcConfig,
    /// The same token with the same content gives the same cluster.
    pub client_request_token: String,
    /// Kubernetes minor version; EKS's default if none.
    pub version: Option<String>,
    /// Addresses of services.
    pub kubernetes_network_config: KubernetesNetwork,
    /// Control plane logs.
    pub logging: Logging,
    /// Encryption of secrets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub encryption_config: Vec<EncryptionConfig>,
    /// Access entries, config map, and whether the creator is an administrator.
    pub access_config: AccessConfig,
    /// Whether EKS installs `vpc-cni`, `coredns` and `kube-proxy` by itself, outside of its add-ons.
    pub bootstrap_self_managed_addons: Option<bool>,
    /// What follows at the end of standard support.
    pub upgrade_policy: UpgradePolicy,
    /// Whether traffic may be shifted away from a bad zone.
    pub zonal_shift_config: Toggle,
    /// Nodes of Auto Mode.
    pub compute_config: ComputeConfig,
    /// Disks of Auto Mode.
    pub storage_config: StorageConfig,
    /// Whether EKS refuses to delete it.
    pub deletion_protection: Option<bool>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl NewCluster {
    /// A cluster with what EKS asks for and nothing else.
    #[must_use]
    pub fn new(name: ClusterName, role_arn: Arn, subnet_ids: Vec<String>, client_request_token: String) -> Self {
        Self {
            name,
            role_arn,
            resources_vpc_config: VpcConfig { subnet_ids, ..VpcConfig::default() },
            client_request_token,
            version: None,
            kubernetes_network_config: KubernetesNetwork::default(),
            logging: Logging::default(),
            encryption_config: Vec::new(),
            access_config: AccessConfig::default(),
            bootstrap_self_managed_addons: None,
            upgrade_policy: UpgradePolicy::default(),
            zonal_shift_config: Toggle::default(),
            compute_config: ComputeConfig::default(),
            storage_config: StorageConfig::default(),
            deletion_protection: None,
            tags: BTreeMap::new(),
        }
    }
}

/// May be repeated: the token makes it one cluster.
#[must_use]
pub fn request(cluster: &NewCluster) -> Call<Cluster> {
    rest::post("CreateCluster", Repeat::Safe, rest::path(&["clusters"]), cluster, response)
}

#[derive(Deserialize)]
struct Answer {
    cluster: Cluster,
}

/// The cluster, `CREATING`.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` if a cluster of that name exists; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Cluster, ApiError> {
    json::answer(answer).map(|Answer { cluster }| cluster)
}
