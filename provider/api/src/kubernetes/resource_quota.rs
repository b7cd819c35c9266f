//! A `ResourceQuota`: how much a namespace may use.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/resource-quota-v1/>.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Kind, Quantity, View};

/// A `ResourceQuota`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ResourceQuota {
    /// What is wanted.
    pub spec: ResourceQuotaSpec,
    /// What is there.
    pub status: ResourceQuotaStatus,
}

/// What is wanted of a quota.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ResourceQuotaSpec {
    /// Limits, by what is limited: `pods`, `requests.cpu`, `count/deployments.apps`.
    pub hard: BTreeMap<String, Quantity>,
    /// Pods it is about, such as `BestEffort` or `NotTerminating`; none for all.
    pub scopes: Vec<String>,
    /// Further demands on the pods it is about.
    pub scope_selector: Option<ScopeSelector>,
}

/// Which pods a quota is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ScopeSelector {
    /// All of these.
    pub match_expressions: Vec<ScopeRequirement>,
}

/// A demand on the pods that a quota is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ScopeRequirement {
    /// Of what, such as `PriorityClass`.
    pub scope_name: String,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    pub operator: String,
    /// Values.
    pub values: Vec<String>,
}

/// What is there of a quota.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ResourceQuotaStatus {
    /// Limits that count now.
    pub hard: BTreeMap<String, Quantity>,
    /// What is used of them.
    pub used: BTreeMap<String, Quantity>,
}

impl View for ResourceQuota {
    const KIND: Kind = Kind::RESOURCE_QUOTA;
}
