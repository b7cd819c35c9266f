//! `ModifyVpcAttribute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{ec2, xml};
use crate::{ApiError, Call, Repeat, Service};

const OPERATION: &str = "ModifyVpcAttribute";

/// An attribute of a VPC: one a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VpcAttribute {
    /// Whether Amazon's resolver answers in it.
    DnsSupport,
    /// Whether machines get names. Needs the resolver.
    DnsHostnames,
}

impl VpcAttribute {
    const fn parameter(self) -> &'static str {
        match self {
            Self::DnsSupport => "EnableDnsSupport.Value",
            Self::DnsHostnames => "EnableDnsHostnames.Value",
        }
    }
}

/// May be repeated.
#[must_use]
pub fn request(vpc: &str, attribute: VpcAttribute, on: bool) -> Call<()> {
    ec2::form(OPERATION).with("VpcId", vpc).with(attribute.parameter(), &on.to_string()).call(
        Service::AwsEc2,
        OPERATION,
        Repeat::Safe,
        response,
    )
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidVpcID.NotFound` if there is no such VPC; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
