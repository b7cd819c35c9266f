//! Reading how many pods: `GET {collection}/{name}/scale`.
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/>.

use bytes::Bytes;
use http::Response;

use super::{Place, Scale, rest, scale};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(place: &Place) -> Call<Option<Scale>> {
    rest::get(place.kind.operations.get_scale, format!("{}/scale", place.path()), response)
}

/// How many, or `None` if there is no object of this name.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Scale>, ApiError> {
    rest::if_present(scale::read(answer))
}
