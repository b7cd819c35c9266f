//! `ReplaceRoute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRoute.html>.

use bytes::Bytes;
use http::Response;

use super::RouteTarget;
use crate::aws::xml;
use crate::{ApiError, Call};

const OPERATION: &str = "ReplaceRoute";

/// Leads a route elsewhere. May be repeated.
#[must_use]
pub fn request(table: &str, destination_cidr: &str, target: &RouteTarget) -> Call<()> {
    target.form(OPERATION, table, destination_cidr).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidParameterValue` if there is none to that destination; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
