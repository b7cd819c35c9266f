//! `CreateVpc`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Vpc;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateVpc";

/// Not to be repeated without a look: there is no token. Look for `tags`, which it is created with.
#[must_use]
pub fn request(cidr: &str, tags: &BTreeMap<String, String>) -> Call<Vpc> {
    ec2::form(OPERATION).with("CidrBlock", cidr).created_with("vpc", tags).look_first(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    vpc: Vpc,
}

/// The VPC, `pending`.
///
/// # Errors
/// [`ApiError::Refused`], with `VpcLimitExceeded` if the region is full; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Vpc, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { vpc }| vpc)
}
