//! `CreateNodegroup`: `POST /clusters/{name}/node-groups`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};

use super::{
    Arn, CapacityType, ClusterName, LaunchTemplate, NodeRepair, Nodegroup, NodegroupName, Scaling, Surge, Taint, rest,
};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// The node group to create. What is `None` or empty is left to EKS.
///
/// With a launch template there is no `disk_size`; with one that names an image there is no `ami_type`, `version` or
/// `release_version` either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewNodegroup {
    /// The cluster it joins.
    #[serde(skip)]
    pub cluster_name: ClusterName,
    /// Its name.
    pub nodegroup_name: NodegroupName,
    /// Role of its nodes.
    pub node_role: Arn,
    /// Subnets of its nodes.
    pub subnets: Vec<String>,
    /// The same token with the same content gives the same node group.
    pub client_request_token: String,
    /// Its size.
    pub scaling_config: Scaling,
    /// Size of a node's disk in GiB.
    pub disk_size: Option<i64>,
    /// Types of its machines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instance_types: Vec<String>,
    /// Kind of its image, such as `AL2023_x86_64_STANDARD`.
    pub ami_type: Option<String>,
    /// How its capacity is bought.
    pub capacity_type: Option<CapacityType>,
    /// Kubernetes labels of its nodes.
    pub labels: BTreeMap<String, String>,
    /// Taints of its nodes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taints: Vec<Taint>,
    /// How many nodes an update takes away at once.
    pub update_config: Surge,
    /// Whether sick nodes are replaced.
    pub node_repair_config: NodeRepair,
    /// The launch template of its machines.
    pub launch_template: Option<LaunchTemplate>,
    /// Kubernetes minor version; the cluster's if none.
    pub version: Option<String>,
    /// Release of the image; the newest if none.
    pub release_version: Option<String>,
    /// Its own tags.
    pub tags: BTreeMap<String, String>,
}

impl NewNodegroup {
    /// A node group with what EKS asks for and nothing else.
    #[must_use]
    pub fn new(
        cluster_name: ClusterName,
        nodegroup_name: NodegroupName,
        node_role: Arn,
        subnets: Vec<String>,
        client_request_token: String,
    ) -> Self {
        Self {
            cluster_name,
            nodegroup_name,
            node_role,
            subnets,
            client_request_token,
            scaling_config: Scaling::default(),
            disk_size: None,
            instance_types: Vec::new(),
            ami_type: None,
            capacity_type: None,
            labels: BTreeMap::new(),
            taints: Vec::new(),
            update_config: Surge::default(),
            node_repair_config: NodeRepair::default(),
            launch_template: None,
            version: None,
            release_version: None,
            tags: BTreeMap::new(),
        }
    }
}

/// May be repeated: the token makes it one node group.
#[must_use]
pub fn request(group: &NewNodegroup) -> Call<Nodegroup> {
    let path = rest::path(&["clusters", group.cluster_name.as_str(), "node-groups"]);
    rest::post("CreateNodegroup", Repeat::Safe, path, group, response)
}

#[derive(Deserialize)]
struct Answer {
    nodegroup: Nodegroup,
}

/// The node group, `CREATING`.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` if one of that name exists; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Nodegroup, ApiError> {
    json::answer(answer).map(|Answer { nodegroup }| nodegroup)
}
