//! Reading one object: `GET {collection}/{name}`.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/>.

use bytes::Bytes;
use http::Response;

use super::{Object, Place, rest};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(place: &Place) -> Call<Option<Object>> {
    rest::get(place.kind.operations.get, place.path(), response)
}

/// The object, or `None` if there is none of this name.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal, also if the server does not serve the kind; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Object>, ApiError> {
    rest::if_present(rest::object(answer))
}
