//! `TagResource`: `POST /tags/{resourceArn}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_TagResource.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::{Arn, rest};
use crate::{ApiError, Call, Repeat};

#[derive(Serialize)]
struct Body<'a> {
    tags: &'a BTreeMap<String, String>,
}

/// Sets tags of a cluster, node group, add-on or access entry; others stay. May be repeated.
#[must_use]
pub fn request(resource: &Arn, tags: &BTreeMap<String, String>) -> Call<()> {
    let path = rest::path(&["tags", resource.as_str()]);
    rest::post("TagResource", Repeat::Safe, path, &Body { tags }, response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `NotFoundException` if there is no such thing; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    rest::done(answer)
}
