//! Setting how many pods: `PATCH {collection}/{name}/scale`.
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/>.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::json;

use super::{Place, Scale, Write, rest, scale};
use crate::{ApiError, Call, Repeat};

/// May be repeated: setting the same twice is setting it once.
#[must_use]
pub fn request(place: &Place, wanted: u32, write: Write<'_>) -> Call<Scale> {
    let uri = rest::query(format!("{}/scale", place.path()), &write.pairs());
    let body = (rest::MERGE_PATCH, json!({ "spec": { "replicas": wanted } }).to_string().into());
    rest::send(place.kind.operations.patch_scale, Repeat::Safe, Method::PATCH, uri, body, response)
}

/// How many there are now.
///
/// # Errors
/// [`ApiError::Refused`], which is [`super::Reason::ObjectNotFound`] if there is no object; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Scale, ApiError> {
    scale::read(answer)
}
