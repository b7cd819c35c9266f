//! `DescribeCluster`: `GET /clusters/{name}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{Cluster, ClusterName, rest};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(name: &ClusterName) -> Call<Option<Cluster>> {
    rest::get("DescribeCluster", rest::path(&["clusters", name.as_str()]), response)
}

#[derive(Deserialize)]
struct Answer {
    cluster: Cluster,
}

/// The cluster, or `None` if there is none of that name.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Cluster>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { cluster }| cluster))
}
