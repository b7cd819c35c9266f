//! `AttachInternetGateway`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "AttachInternetGateway";

/// Not to be repeated without a look: the second time is refused.
#[must_use]
pub fn request(gateway: &str, vpc: &str) -> Call<()> {
    ec2::form(OPERATION).with("InternetGatewayId", gateway).with("VpcId", vpc).look_first(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `Resource.AlreadyAssociated` if it is attached, or the VPC has one;
/// [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
