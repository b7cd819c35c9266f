//! `ModifyVpcAttribute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html>.

use bytes::Bytes;
use http::Response;

use super::VpcAttribute;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "ModifyVpcAttribute";

/// May be repeated.
#[must_use]
pub fn request(vpc: &str, attribute: VpcAttribute, on: bool) -> Call<()> {
    let parameter = match attribute {
        VpcAttribute::DnsSupport => "EnableDnsSupport.Value",
        VpcAttribute::DnsHostnames => "EnableDnsHostnames.Value",
    };
    ec2::form(OPERATION).with("VpcId", vpc).with(parameter, &on.to_string()).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidVpcID.NotFound` if there is no such VPC; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
