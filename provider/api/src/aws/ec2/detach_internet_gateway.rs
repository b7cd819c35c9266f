//! `DetachInternetGateway`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachInternetGateway.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{ec2, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DetachInternetGateway";

/// May be repeated.
#[must_use]
pub fn request(gateway: &str, vpc: &str) -> Call<Option<()>> {
    ec2::form(OPERATION).with("InternetGatewayId", gateway).with("VpcId", vpc).safe(response)
}

/// Done, or `None` if it is not attached, or there is no such thing.
///
/// # Errors
/// [`ApiError::Refused`], with `DependencyViolation` while public addresses are in use; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(xml::done(answer, OPERATION), |refusal| {
        ec2::is_absence(refusal) || refusal.code == "Gateway.NotAttached"
    })
}
