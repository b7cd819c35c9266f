//! `DeleteRoute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRoute.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{ec2, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DeleteRoute";

/// May be repeated.
#[must_use]
pub fn request(table: &str, destination_cidr: &str) -> Call<Option<()>> {
    ec2::form(OPERATION).with("RouteTableId", table).with("DestinationCidrBlock", destination_cidr).safe(response)
}

/// Done, or `None` if there is no such thing.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(xml::done(answer, OPERATION), ec2::is_absence)
}
