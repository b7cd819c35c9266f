//! `DescribeVpcAttribute`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::VpcAttribute;
use crate::aws::{ec2, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeVpcAttribute";

/// Reads only: `DescribeVpcs` does not show attributes.
#[must_use]
pub fn request(vpc: &str, attribute: VpcAttribute) -> Call<Option<bool>> {
    ec2::form(OPERATION).with("VpcId", vpc).with("Attribute", attribute.as_str()).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    enable_dns_support: Option<Attribute>,
    enable_dns_hostnames: Option<Attribute>,
}

#[derive(Deserialize)]
struct Attribute {
    value: bool,
}

/// Whether it is on, or `None` if there is no such VPC.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<bool>, ApiError> {
    let Some(Answer { enable_dns_support, enable_dns_hostnames }) =
        refusal::none_if(xml::answer(answer, OPERATION), ec2::is_absence)?
    else {
        return Ok(None);
    };
    let attribute = enable_dns_support.or(enable_dns_hostnames);
    attribute.map(|Attribute { value }| Some(value)).ok_or_else(|| refusal::malformed(answer, "no attribute in it"))
}
