//! `UpdateNodegroupConfig`: `POST /clusters/{name}/node-groups/{nodegroupName}/update-config`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupConfig.html>.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::update::{Answer, Update};
use super::{ClusterName, NodeRepair, NodegroupName, Scaling, Surge, Taint, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// What to change. What is `None` or empty stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodegroupChange {
    /// Labels.
    pub labels: LabelChange,
    /// Taints.
    pub taints: TaintChange,
    /// Size.
    pub scaling_config: Scaling,
    /// How many nodes an update takes away at once.
    pub update_config: Surge,
    /// Whether sick nodes are replaced.
    pub node_repair_config: NodeRepair,
}

/// Labels to set and to remove.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelChange {
    /// Set these.
    pub add_or_update_labels: BTreeMap<String, String>,
    /// Remove these, by key.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub remove_labels: BTreeSet<String>,
}

/// Taints to set and to remove.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaintChange {
    /// Set these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add_or_update_taints: Vec<Taint>,
    /// Remove these, by key and effect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove_taints: Vec<Taint>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(flatten)]
    change: &'a NodegroupChange,
    client_request_token: &'a str,
}

/// May be repeated: the token makes it one update.
#[must_use]
pub fn request(cluster: &ClusterName, name: &NodegroupName, change: &NodegroupChange, token: &str) -> Call<Update> {
    let path = rest::path(&["clusters", cluster.as_str(), "node-groups", name.as_str(), "update-config"]);
    let body = Body { change, client_request_token: token };
    rest::post("UpdateNodegroupConfig", Repeat::Safe, path, &body, response)
}

/// The update, to be followed with `DescribeUpdate`.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` while another update is going on; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Update, ApiError> {
    json::answer(answer).map(|Answer { update }| update)
}
