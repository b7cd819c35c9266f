//! `DescribeAccessEntry`: `GET /clusters/{name}/access-entries/{principalArn}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAccessEntry.html>.

use bytes::Bytes;
use http::Response;

use super::access_entry::{AccessEntry, Answer};
use super::{Arn, ClusterName, rest};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, principal: &Arn) -> Call<Option<AccessEntry>> {
    let path = rest::path(&["clusters", cluster.as_str(), "access-entries", principal.as_str()]);
    rest::get("DescribeAccessEntry", path, response)
}

/// The entry, or `None` if the principal is not known, or there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<AccessEntry>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { access_entry }| access_entry))
}
