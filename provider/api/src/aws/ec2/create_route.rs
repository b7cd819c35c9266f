//! `CreateRoute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html>.

use bytes::Bytes;
use http::Response;

use super::RouteTarget;
use crate::aws::xml;
use crate::{ApiError, Call};

const OPERATION: &str = "CreateRoute";

/// Not to be repeated without a look: the second time is refused.
#[must_use]
pub fn request(table: &str, destination_cidr: &str, target: &RouteTarget) -> Call<()> {
    target.form(OPERATION, table, destination_cidr).look_first(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `RouteAlreadyExists` if there is one to that destination; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
