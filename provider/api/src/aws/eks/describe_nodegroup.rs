//! `DescribeNodegroup`: `GET /clusters/{name}/node-groups/{nodegroupName}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeNodegroup.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{ClusterName, Nodegroup, NodegroupName, rest};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, name: &NodegroupName) -> Call<Option<Nodegroup>> {
    let path = rest::path(&["clusters", cluster.as_str(), "node-groups", name.as_str()]);
    rest::get("DescribeNodegroup", path, response)
}

#[derive(Deserialize)]
struct Answer {
    nodegroup: Nodegroup,
}

/// The node group, or `None` if there is none of that name, or no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Nodegroup>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { nodegroup }| nodegroup))
}
