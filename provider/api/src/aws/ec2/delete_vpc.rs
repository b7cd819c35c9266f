//! `DeleteVpc`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{ec2, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DeleteVpc";

/// May be repeated.
#[must_use]
pub fn request(id: &str) -> Call<Option<()>> {
    ec2::form(OPERATION).with("VpcId", id).safe(response)
}

/// Done, or `None` if there is no such thing.
///
/// # Errors
/// [`ApiError::Refused`], with `DependencyViolation` while something is in it; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(xml::done(answer, OPERATION), ec2::is_absence)
}
