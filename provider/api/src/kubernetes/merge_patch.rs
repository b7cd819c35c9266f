//! Changing fields by their new values: `PATCH {collection}/{name}` with a JSON Merge Patch, RFC 7386.
//! Source: <https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/>.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use super::{Object, Place, Write, rest};
use crate::{ApiError, Call, Repeat};

/// May be repeated: setting the same twice is setting it once.
///
/// * `fields`: what is to be set; `null` takes away; a list is replaced as a whole. With a `metadata.resourceVersion` it is
///   refused if the object has changed since; then a repetition may be refused because of its own first attempt.
#[must_use]
pub fn request(place: &Place, fields: &Value, write: Write<'_>) -> Call<Object> {
    let uri = rest::query(place.path(), &write.pairs());
    let body = (rest::MERGE_PATCH, fields.to_string().into());
    rest::send(place.kind.operations.patch, Repeat::Safe, Method::PATCH, uri, body, response)
}

/// The object as it is now.
///
/// # Errors
/// [`ApiError::Refused`], which is [`super::Reason::ObjectNotFound`] if there is no object; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Object, ApiError> {
    rest::object(answer)
}
