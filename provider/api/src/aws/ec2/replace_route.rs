//! `ReplaceRoute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRoute.html>.

use bytes::Bytes;
use http::Response;

use super::RouteTarget;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "ReplaceRoute";

/// Leads a route elsewhere. May be repeated.
#[must_use]
pub fn request(table: &str, destination_cidr: &str, target: &RouteTarget) -> Call<()> {
    let (parameter, id) = target.parameter();
    ec2::form(OPERATION)
        .with("RouteTableId", table)
        .with("DestinationCidrBlock", destination_cidr)
        .with(parameter, id)
        .safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidParameterValue` if there is none to that destination; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
