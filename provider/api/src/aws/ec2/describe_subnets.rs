//! `DescribeSubnets`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{Selection, Subnet};
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeSubnets";

/// Reads only.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<Subnet>> {
    which.form(OPERATION, "SubnetId", page).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    subnet_set: Vec<Subnet>,
    next_token: Option<PageToken>,
}

/// Subnets; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<Subnet>, ApiError> {
    let found = xml::answer(answer, OPERATION)
        .map(|Answer { subnet_set, next_token }| Page { items: subnet_set, next: page::next(next_token) });
    ec2::none_is_empty(found)
}
