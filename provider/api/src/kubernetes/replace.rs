//! Replacing an object that is still the one that was read, a compare-and-swap: `PUT {collection}/{name}`.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions>.

use bytes::Bytes;
use http::{Method, Response};

use super::{Object, Place, Write, rest};
use crate::{ApiError, Call, Repeat};

/// Look before repeating: a second one is refused because of the first.
///
/// * `object`: all of it; a field that is left out is gone.
/// * `resource_version`: of the object that was read.
#[must_use]
pub fn request(place: &Place, object: &Object, resource_version: &str, write: Write<'_>) -> Call<Object> {
    let mut object = object.clone();
    object.set_resource_version(resource_version);
    let uri = rest::query(place.path(), &write.pairs());
    let repeat = if write.dry_run { Repeat::Safe } else { Repeat::LookFirst };
    let body = (rest::JSON, object.to_body());
    rest::send(place.kind.operations.replace, repeat, Method::PUT, uri, body, response)
}

/// The object as it is now.
///
/// # Errors
/// [`ApiError::Refused`], which is [`super::Reason::Conflict`] if it has changed since it was read and
/// [`super::Reason::ObjectNotFound`] if it is gone; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Object, ApiError> {
    rest::object(answer)
}
