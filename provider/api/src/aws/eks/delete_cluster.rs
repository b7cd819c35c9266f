//! `DeleteCluster`: `DELETE /clusters/{name}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteCluster.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{Cluster, ClusterName, rest};
use crate::{ApiError, Call};

/// May be repeated.
#[must_use]
pub fn request(name: &ClusterName) -> Call<Option<Cluster>> {
    rest::delete("DeleteCluster", rest::path(&["clusters", name.as_str()]), response)
}

#[derive(Deserialize)]
struct Answer {
    cluster: Cluster,
}

/// The cluster, `DELETING`, or `None` if there is none of that name.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` while it has node groups or another operation is going on;
/// [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Cluster>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { cluster }| cluster))
}
