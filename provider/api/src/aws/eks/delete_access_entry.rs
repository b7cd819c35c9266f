//! `DeleteAccessEntry`: `DELETE /clusters/{name}/access-entries/{principalArn}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteAccessEntry.html>.

use bytes::Bytes;
use http::Response;

use super::{Arn, ClusterName, rest};
use crate::aws::refusal;
use crate::{ApiError, Call};

/// May be repeated.
#[must_use]
pub fn request(cluster: &ClusterName, principal: &Arn) -> Call<Option<()>> {
    let path = rest::path(&["clusters", cluster.as_str(), "access-entries", principal.as_str()]);
    rest::delete("DeleteAccessEntry", path, response)
}

/// Done, or `None` if the principal is not known, or there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(rest::done(answer), rest::is_absence)
}
