//! `UpdateClusterConfig`: `POST /clusters/{name}/update-config`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterConfig.html>.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::update::{Answer, Update};
use super::{
    AccessConfig, AuthenticationMode, ClusterName, ComputeConfig, KubernetesNetwork, LogType, Logging, StorageConfig,
    SupportType, Toggle, UpgradePolicy, rest,
};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// One change: EKS takes one kind of change a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigChange {
    resources_vpc_config: VpcChange,
    logging: Logging,
    access_config: AccessConfig,
    upgrade_policy: UpgradePolicy,
    zonal_shift_config: Toggle,
    compute_config: ComputeConfig,
    kubernetes_network_config: KubernetesNetwork,
    storage_config: StorageConfig,
    deletion_protection: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct VpcChange {
    subnet_ids: Option<Vec<String>>,
    security_group_ids: Option<Vec<String>>,
    endpoint_public_access: Option<bool>,
    endpoint_private_access: Option<bool>,
    public_access_cidrs: Option<Vec<String>>,
}

impl ConfigChange {
    fn vpc(resources_vpc_config: VpcChange) -> Self {
        Self { resources_vpc_config, ..Self::default() }
    }

    /// From where the Kubernetes API can be reached. `None` leaves the addresses as they are.
    #[must_use]
    pub fn endpoint(public: bool, private: bool, public_access_cidrs: Option<Vec<String>>) -> Self {
        Self::vpc(VpcChange {
            endpoint_public_access: Some(public),
            endpoint_private_access: Some(private),
            public_access_cidrs,
            ..VpcChange::default()
        })
    }

    /// Subnets of the control plane's network interfaces. The VPC stays.
    #[must_use]
    pub fn subnets(ids: Vec<String>) -> Self {
        Self::vpc(VpcChange { subnet_ids: Some(ids), ..VpcChange::default() })
    }

    /// Further security groups of those interfaces; empty for none.
    #[must_use]
    pub fn security_groups(ids: Vec<String>) -> Self {
        Self::vpc(VpcChange { security_group_ids: Some(ids), ..VpcChange::default() })
    }

    /// These control plane logs and no others.
    #[must_use]
    pub fn logging(on: &BTreeSet<LogType>) -> Self {
        Self { logging: Logging::exactly(on), ..Self::default() }
    }

    /// Where the cluster looks up who may do what. There is no way back.
    #[must_use]
    pub fn authentication_mode(mode: AuthenticationMode) -> Self {
        let access_config = AccessConfig { authentication_mode: Some(mode), ..AccessConfig::default() };
        Self { access_config, ..Self::default() }
    }

    /// What follows at the end of a version's standard support.
    #[must_use]
    pub fn support(kind: SupportType) -> Self {
        Self { upgrade_policy: UpgradePolicy { support_type: Some(kind) }, ..Self::default() }
    }

    /// Whether traffic may be shifted away from a bad zone.
    #[must_use]
    pub fn zonal_shift(on: bool) -> Self {
        Self { zonal_shift_config: Toggle { enabled: Some(on) }, ..Self::default() }
    }

    /// Auto Mode, whose nodes, load balancers and disks go on and off together.
    #[must_use]
    pub fn auto_mode(compute_config: ComputeConfig) -> Self {
        let toggle = Toggle { enabled: compute_config.enabled };
        Self {
            kubernetes_network_config: KubernetesNetwork {
                elastic_load_balancing: toggle.clone(),
                ..KubernetesNetwork::default()
            },
            storage_config: StorageConfig { block_storage: toggle },
            compute_config,
            ..Self::default()
        }
    }

    /// Whether EKS refuses to delete the cluster.
    #[must_use]
    pub fn deletion_protection(on: bool) -> Self {
        Self { deletion_protection: Some(on), ..Self::default() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(flatten)]
    change: &'a ConfigChange,
    client_request_token: &'a str,
}

/// May be repeated: the token makes it one update.
#[must_use]
pub fn request(cluster: &ClusterName, change: &ConfigChange, token: &str) -> Call<Update> {
    let path = rest::path(&["clusters", cluster.as_str(), "update-config"]);
    let body = Body { change, client_request_token: token };
    rest::post("UpdateClusterConfig", Repeat::Safe, path, &body, response)
}

/// The update, to be followed with `DescribeUpdate`.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` while another update is going on and with
/// `InvalidParameterException` if nothing would change; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Update, ApiError> {
    json::answer(answer).map(|Answer { update }| update)
}
