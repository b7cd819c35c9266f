//! Changing an object's status: `PATCH {collection}/{name}/status` with a JSON Merge Patch.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-update>.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use super::{Object, Place, Write, rest};
use crate::{ApiError, Call, Repeat};

/// May be repeated: setting the same twice is setting it once.
///
/// * `fields`: such as `{"status": {"abort": true}}`; `null` takes away.
#[must_use]
pub fn request(place: &Place, fields: &Value, write: Write<'_>) -> Call<Object> {
    let uri = rest::query(format!("{}/status", place.path()), &write.pairs());
    let body = (rest::MERGE_PATCH, fields.to_string().into());
    rest::send(place.kind.operations.patch_status, Repeat::Safe, Method::PATCH, uri, body, response)
}

/// The object as it is now.
///
/// # Errors
/// [`ApiError::Refused`], which is [`super::Reason::ObjectNotFound`] if there is no object; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Object, ApiError> {
    rest::object(answer)
}
