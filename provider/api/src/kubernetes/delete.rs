//! Deleting an object: `DELETE {collection}/{name}`.
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/delete-options/>.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::{Value, json};

use super::{Place, rest};
use crate::answer::malformed;
use crate::{ApiError, Call, Repeat};

/// What happens to what the object owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Propagation {
    /// It is deleted later; the object is gone at once.
    Background,
    /// It is deleted first; the object stays until then.
    Foreground,
    /// It stays.
    Orphan,
}

/// Which object, so that none is deleted that was made since.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Preconditions<'a> {
    /// The one with this uid.
    pub uid: Option<&'a str>,
    /// The one that was read.
    pub resource_version: Option<&'a str>,
}

/// May be repeated: what is away stays away.
///
/// * `dry_run`: whether it is only checked.
#[must_use]
pub fn request(
    place: &Place,
    propagation: Propagation,
    preconditions: Preconditions<'_>,
    dry_run: bool,
) -> Call<Option<()>> {
    let mut body = json!({ "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": word(propagation) });
    let given = [("uid", preconditions.uid), ("resourceVersion", preconditions.resource_version)];
    let given: serde_json::Map<_, _> =
        given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect();
    if !given.is_empty() {
        body["preconditions"] = given.into();
    }
    if dry_run {
        body["dryRun"] = json!(["All"]);
    }
    let body = (rest::JSON, body.to_string().into());
    rest::send(place.kind.operations.delete, Repeat::Safe, Method::DELETE, place.path(), body, response)
}

const fn word(propagation: Propagation) -> &'static str {
    match propagation {
        Propagation::Background => "Background",
        Propagation::Foreground => "Foreground",
        Propagation::Orphan => "Orphan",
    }
}

/// Whether there was something: `None` if there was no object of this name. It may be there for a while yet: finalizers, pods
/// that end.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal, which is [`super::Reason::Conflict`] if it is not the one that was
/// meant; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    // The object as it was, or a `Status` that says Success.
    let done = rest::answer(answer).and_then(|value| match value.get("kind").and_then(Value::as_str) {
        Some(_) => Ok(()),
        None => Err(malformed(answer, "neither an object nor a Kubernetes Status")),
    });
    rest::if_present(done)
}
