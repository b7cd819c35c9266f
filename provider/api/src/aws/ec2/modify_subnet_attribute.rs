//! `ModifySubnetAttribute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "ModifySubnetAttribute";

/// Whether machines in it get public addresses. May be repeated.
#[must_use]
pub fn request(subnet: &str, map_public_ip_on_launch: bool) -> Call<()> {
    ec2::form(OPERATION)
        .with("SubnetId", subnet)
        .with("MapPublicIpOnLaunch.Value", &map_public_ip_on_launch.to_string())
        .safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidSubnetID.NotFound` if there is no such subnet; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
