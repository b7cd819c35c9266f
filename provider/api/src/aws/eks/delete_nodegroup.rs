//! `DeleteNodegroup`: `DELETE /clusters/{name}/node-groups/{nodegroupName}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteNodegroup.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{ClusterName, Nodegroup, NodegroupName, rest};
use crate::{ApiError, Call};

/// May be repeated.
#[must_use]
pub fn request(cluster: &ClusterName, name: &NodegroupName) -> Call<Option<Nodegroup>> {
    let path = rest::path(&["clusters", cluster.as_str(), "node-groups", name.as_str()]);
    rest::delete("DeleteNodegroup", path, response)
}

#[derive(Deserialize)]
struct Answer {
    nodegroup: Nodegroup,
}

/// The node group, `DELETING`, or `None` if there is none of that name, or no such cluster.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` while another operation is going on; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Nodegroup>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { nodegroup }| nodegroup))
}
