//! Server-side apply: `PATCH {collection}/{name}` with all fields that one manager wants. It makes the object if there is none,
//! and takes away what the manager wanted before and no longer does.
//! Source: <https://kubernetes.io/docs/reference/using-api/server-side-apply/>.

use bytes::Bytes;
use http::{Method, Response};

use super::{Object, Place, Write, rest};
use crate::{ApiError, Call, Repeat};

/// What is done about fields that others own and that have other values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflicts {
    /// The whole request is refused; see [`super::field_conflicts`].
    Refuse,
    /// They are taken over (`force`).
    TakeOver,
}

/// May be repeated: wanting the same twice is wanting it once.
///
/// * `object`: every field that `write.manager` wants, and no other. With a `metadata.resourceVersion` it is refused if the
///   object has changed since; then a repetition may be refused because of its own first attempt.
#[must_use]
pub fn request(place: &Place, object: &Object, write: Write<'_>, conflicts: Conflicts) -> Call<Object> {
    let force = [("force", (conflicts == Conflicts::TakeOver).then_some("true"))];
    let uri = rest::query(place.path(), &[&write.pairs()[..], &force].concat());
    let body = (rest::APPLY_PATCH, object.to_body());
    rest::send(place.kind.operations.apply, Repeat::Safe, Method::PATCH, uri, body, response)
}

/// The object as it is now.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Object, ApiError> {
    rest::object(answer)
}
