//! `CreateRoute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html>.

use bytes::Bytes;
use http::Response;

use super::RouteTarget;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateRoute";

/// Not to be repeated without a look: the second time is refused.
#[must_use]
pub fn request(table: &str, destination_cidr: &str, target: &RouteTarget) -> Call<()> {
    let (parameter, id) = target.parameter();
    ec2::form(OPERATION)
        .with("RouteTableId", table)
        .with("DestinationCidrBlock", destination_cidr)
        .with(parameter, id)
        .look_first(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `RouteAlreadyExists` if there is one to that destination; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
