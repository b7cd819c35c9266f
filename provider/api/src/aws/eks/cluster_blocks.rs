//! The blocks of a cluster that are written and read in one shape.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A cluster's place in the VPC and who can reach it. In a request a `None` leaves the service's default or what is.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html>.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct VpcConfig {
    /// Subnets of the control plane's network interfaces, at least two zones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subnet_ids: Vec<String>,
    /// Further security groups of those interfaces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security_group_ids: Vec<String>,
    /// The group EKS made. Answers only.
    #[serde(skip_serializing)]
    pub cluster_security_group_id: Option<String>,
    /// The VPC of the subnets. Answers only.
    #[serde(skip_serializing)]
    pub vpc_id: Option<String>,
    /// Whether the API can be reached from outside the VPC.
    pub endpoint_public_access: Option<bool>,
    /// Whether it can be reached from inside.
    pub endpoint_private_access: Option<bool>,
    /// From which addresses outside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub public_access_cidrs: Vec<String>,
}

/// Addresses of services, and the load balancers of Auto Mode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct KubernetesNetwork {
    /// IPv4 addresses of services. Fixed at creation.
    pub service_ipv4_cidr: Option<String>,
    /// IPv6 addresses of services. Answers only.
    #[serde(skip_serializing)]
    pub service_ipv6_cidr: Option<String>,
    /// `ipv4` or `ipv6`. Fixed at creation.
    pub ip_family: Option<String>,
    /// Load balancers of Auto Mode.
    pub elastic_load_balancing: Toggle,
}

/// Something that is on or off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Toggle {
    /// Whether it is on.
    pub enabled: Option<bool>,
}

/// Which control plane logs go to `CloudWatch`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Logging {
    /// Kinds that are on, kinds that are off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cluster_logging: Vec<LogSetup>,
}

impl Logging {
    /// These kinds on and all others off: what is not named in an update stays as it is, so all are named.
    #[must_use]
    pub fn exactly(on: &BTreeSet<LogType>) -> Self {
        let off: Vec<LogType> = LogType::all().into_iter().filter(|kind| !on.contains(kind)).collect();
        let setups = [(on.iter().cloned().collect::<Vec<_>>(), true), (off, false)];
        let setups = setups.into_iter().filter(|(types, _)| !types.is_empty());
        Self { cluster_logging: setups.map(|(types, on)| LogSetup { types, enabled: Some(on) }).collect() }
    }

    /// The kinds that are on.
    #[must_use]
    pub fn enabled(&self) -> BTreeSet<LogType> {
        let on = self.cluster_logging.iter().filter(|setup| setup.enabled == Some(true));
        on.flat_map(|setup| setup.types.iter().cloned()).collect()
    }
}

/// Some kinds of log, all on or all off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogSetup {
    /// The kinds.
    pub types: Vec<LogType>,
    /// Whether they are on.
    pub enabled: Option<bool>,
}

open_enum! {
    /// A kind of control plane log.
    LogType {
        Api = "api",
        Audit = "audit",
        Authenticator = "authenticator",
        ControllerManager = "controllerManager",
        Scheduler = "scheduler",
    }
}

impl LogType {
    /// Every kind EKS documents.
    #[must_use]
    pub fn all() -> [Self; 5] {
        [Self::Api, Self::Audit, Self::Authenticator, Self::ControllerManager, Self::Scheduler]
    }
}

/// What is encrypted, with which key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EncryptionConfig {
    /// `secrets`: there is nothing else.
    pub resources: Vec<String>,
    /// The key.
    pub provider: KeyProvider,
}

impl EncryptionConfig {
    /// Kubernetes secrets with a KMS key.
    #[must_use]
    pub fn secrets(key_arn: &str) -> Self {
        Self { resources: vec!["secrets".to_owned()], provider: KeyProvider { key_arn: Some(key_arn.to_owned()) } }
    }
}

/// A key in KMS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct KeyProvider {
    /// The key's ARN or alias.
    pub key_arn: Option<String>,
}

/// Where a cluster looks up who may do what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AccessConfig {
    /// Whether the creator becomes an administrator. Creation only, never shown.
    pub bootstrap_cluster_creator_admin_permissions: Option<bool>,
    /// Access entries, the `aws-auth` config map, or both.
    pub authentication_mode: Option<AuthenticationMode>,
}

open_enum! {
    /// Where a cluster looks up who may do what. It changes one way only: config map, both, API.
    AuthenticationMode {
        Api = "API",
        ApiAndConfigMap = "API_AND_CONFIG_MAP",
        ConfigMap = "CONFIG_MAP",
    }
}

/// How long a cluster stays on a version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UpgradePolicy {
    /// What follows at the end of standard support.
    pub support_type: Option<SupportType>,
}

open_enum! {
    /// What follows at the end of a version's standard support.
    SupportType {
        /// EKS upgrades the cluster.
        Standard = "STANDARD",
        /// The cluster stays, at a higher price.
        Extended = "EXTENDED",
    }
}

/// Nodes of Auto Mode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ComputeConfig {
    /// Whether EKS makes nodes.
    pub enabled: Option<bool>,
    /// Which of `general-purpose` and `system`; `Some` of nothing means neither.
    pub node_pools: Option<Vec<String>>,
    /// Role of those nodes.
    pub node_role_arn: Option<String>,
}

/// Disks of Auto Mode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct StorageConfig {
    /// Block storage.
    pub block_storage: Toggle,
}
