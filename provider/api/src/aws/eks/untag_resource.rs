//! `UntagResource`: `DELETE /tags/{resourceArn}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UntagResource.html>.

use bytes::Bytes;
use http::Response;

use super::{Arn, rest};
use crate::{ApiError, Call};

/// Removes tags of a cluster, node group, add-on or access entry. May be repeated.
/// * `keys`: at most 50 of at most 128 characters, as tags are.
#[must_use]
pub fn request(resource: &Arn, keys: &[&str]) -> Call<()> {
    let pairs: Vec<_> = keys.iter().map(|key| ("tagKeys", Some(*key))).collect();
    rest::delete("UntagResource", rest::query(rest::path(&["tags", resource.as_str()]), &pairs), response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `NotFoundException` if there is no such thing; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    rest::done(answer)
}
