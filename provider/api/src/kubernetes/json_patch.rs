//! Changing fields by operations, all or none: `PATCH {collection}/{name}` with a JSON Patch, RFC 6902.
//! Source: <https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/>.

use bytes::Bytes;
use http::{Method, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Object, Place, Pointer, Write, rest};
use crate::{ApiError, Call, Repeat};

/// One operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum Operation {
    /// Nothing is changed unless this is there.
    Test {
        /// Where.
        path: Pointer,
        /// What.
        value: Value,
    },
    /// Sets a field whether or not it is there, or puts an item into a list before the one that is there.
    Add {
        /// Where.
        path: Pointer,
        /// What.
        value: Value,
    },
    /// Sets what is there. The API server sets a field that is not there too; an item of a list has to be there.
    Replace {
        /// Where.
        path: Pointer,
        /// What.
        value: Value,
    },
    /// Takes away what is there.
    Remove {
        /// Where.
        path: Pointer,
    },
}

impl Operation {
    /// Nothing is changed unless `value` is at `path`.
    #[must_use]
    pub fn test(path: Pointer, value: impl Into<Value>) -> Self {
        Self::Test { path, value: value.into() }
    }

    /// Sets `path`, or puts an item there.
    #[must_use]
    pub fn add(path: Pointer, value: impl Into<Value>) -> Self {
        Self::Add { path, value: value.into() }
    }

    /// Sets what is at `path`.
    #[must_use]
    pub fn replace(path: Pointer, value: impl Into<Value>) -> Self {
        Self::Replace { path, value: value.into() }
    }

    /// Takes away what is at `path`.
    #[must_use]
    pub const fn remove(path: Pointer) -> Self {
        Self::Remove { path }
    }

    /// Nothing is changed unless the object is the one that was read.
    #[must_use]
    pub fn test_version(resource_version: &str) -> Self {
        Self::test(Pointer::to("metadata").field("resourceVersion"), resource_version)
    }
}

/// May be repeated if it only replaces; otherwise look first, since what was tested is no longer so after the first time.
///
/// * `operations`: at most 10,000.
#[must_use]
pub fn request(place: &Place, operations: &[Operation], write: Write<'_>) -> Call<Object> {
    let replaces = operations.iter().all(|one| matches!(one, Operation::Replace { .. }));
    let repeat = if replaces || write.dry_run { Repeat::Safe } else { Repeat::LookFirst };
    let uri = rest::query(place.path(), &write.pairs());
    let body = (rest::JSON_PATCH, json!(operations).to_string().into());
    rest::send(place.kind.operations.patch, repeat, Method::PATCH, uri, body, response)
}

/// The object as it is now.
///
/// # Errors
/// [`ApiError::Refused`], which is [`super::Reason::PatchDoesNotFit`] if a test failed and
/// [`super::Reason::ObjectNotFound`] if there is no object; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Object, ApiError> {
    rest::object(answer)
}
