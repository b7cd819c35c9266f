//! `DeleteNetworkInterface`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{ec2, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DeleteNetworkInterface";

/// May be repeated.
#[must_use]
pub fn request(id: &str) -> Call<Option<()>> {
    ec2::form(OPERATION).with("NetworkInterfaceId", id).safe(response)
}

/// Done, or `None` if there is no such thing.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidParameterValue` while it is attached; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(xml::done(answer, OPERATION), ec2::is_absence)
}
