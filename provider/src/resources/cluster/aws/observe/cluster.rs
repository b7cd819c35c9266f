//! The cluster itself.

use std::collections::BTreeMap;

use kgas_api::aws::eks::{Cluster, ClusterStatus, Health};
use kgas_engine::cluster::observed::{self, Encryption, Failure, Issue, Status};
use kgas_engine::cluster::{Endpoint, Minor};

use crate::resources::cluster::aws::wanted::{AUTHENTICATION_MODE, SERVICE_CIDR};

/// What EKS says, in the engine's words, without children.
pub(super) fn translate(described: &Cluster) -> observed::Cluster {
    let network = &described.resources_vpc_config;
    let key = described.encryption_config.iter().find_map(|config| config.provider.key_arn.clone());
    let set = |all: &[String]| all.iter().cloned().collect();
    observed::Cluster {
        id: described.arn.clone(),
        status: status(&described.status),
        version: minor(described.version.as_deref()),
        version_actual: described.version.clone().unwrap_or_default(),
        endpoint_url: described.endpoint.clone().filter(|url| !url.is_empty()),
        ca_certificate: described.certificate_authority.data.clone(),
        oidc_issuer: described.oidc_issuer().map(str::to_owned),
        network_id: network.vpc_id.clone(),
        cluster_security_group: network.cluster_security_group_id.clone(),
        tags: described.tags.clone(),
        role: described.role_arn.clone(),
        subnets: Some(set(&network.subnet_ids)),
        security_groups: Some(set(&network.security_group_ids)),
        endpoint: Some(Endpoint {
            public: network.endpoint_public_access.unwrap_or(true),
            private: network.endpoint_private_access.unwrap_or(false),
            allowed_cidrs: set(&network.public_access_cidrs),
        }),
        encryption: key.map_or(Encryption::Off, Encryption::Key),
        logging: Some(described.logging.enabled().iter().map(ToString::to_string).collect()),
        channel: described.upgrade_policy.support_type.as_ref().map(ToString::to_string),
        deletion_protection: described.deletion_protection,
        settings: settings(described),
        health: issues(&described.health),
        upgrade_blockers: Vec::new(),
        updates: Vec::new(),
        access: None,
        addons: None,
        pools: BTreeMap::new(),
    }
}

fn settings(described: &Cluster) -> BTreeMap<String, String> {
    let cidr = described.kubernetes_network_config.service_ipv4_cidr.clone();
    let mode = described.access_config.authentication_mode.as_ref().map(ToString::to_string);
    let settings = [(SERVICE_CIDR, cidr), (AUTHENTICATION_MODE, mode)];
    settings.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn status(status: &ClusterStatus) -> Status {
    match status {
        ClusterStatus::Creating | ClusterStatus::Pending => Status::Creating,
        ClusterStatus::Active => Status::Active,
        ClusterStatus::Deleting => Status::Deleting,
        ClusterStatus::Failed => Status::Failed(Failure::Create),
        ClusterStatus::Updating => Status::Updating,
        ClusterStatus::Other(word) => Status::Other(word.clone()),
    }
}

/// A version that is missing or cannot be read is older than any: nothing is done to a cluster of which it is not known.
pub(super) fn minor(version: Option<&str>) -> Minor {
    version.and_then(|version| version.parse().ok()).unwrap_or(Minor::new(0, 0))
}

/// What is wrong, in the engine's words.
pub(super) fn issues(health: &Health) -> Vec<Issue> {
    let issue = |issue: &kgas_api::aws::eks::Issue| Issue {
        code: issue.code.clone(),
        message: issue.message.clone(),
        resources: issue.resource_ids.clone(),
    };
    health.issues.iter().map(issue).collect()
}
