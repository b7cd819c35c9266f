//! Making an object: `POST {collection}`.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/>.

use bytes::Bytes;
use http::{Method, Response};

use super::{Object, Place, Write, rest};
use crate::{ApiError, Call, Repeat};

/// Look before repeating: a second one is refused because of the first.
#[must_use]
pub fn request(place: &Place, object: &Object, write: Write<'_>) -> Call<Object> {
    let uri = rest::query(place.collection(), &write.pairs());
    let repeat = if write.dry_run { Repeat::Safe } else { Repeat::LookFirst };
    let body = (rest::JSON, object.to_body());
    rest::send(place.kind.operations.create, repeat, Method::POST, uri, body, response)
}

/// The object as it was made.
///
/// # Errors
/// [`ApiError::Refused`], with `AlreadyExists` if there is one of this name; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Object, ApiError> {
    rest::object(answer)
}
