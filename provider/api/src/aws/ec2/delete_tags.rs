//! `DeleteTags`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DeleteTags";

/// Removes tags whatever their value. May be repeated.
#[must_use]
pub fn request(resources: &[&str], keys: &[&str]) -> Call<()> {
    ec2::form(OPERATION).list("ResourceId", resources).keys("Tag", keys).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `Invalid….NotFound` if one of the resources is not there; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
