//! `DescribeVpcs`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{Selection, Vpc};
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeVpcs";

/// Reads only.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<Vpc>> {
    which.form(OPERATION, "VpcId", page).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    vpc_set: Vec<Vpc>,
    next_token: Option<PageToken>,
}

/// VPCs; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<Vpc>, ApiError> {
    let found = xml::answer(answer, OPERATION)
        .map(|Answer { vpc_set, next_token }| Page { items: vpc_set, next: page::next(next_token) });
    ec2::none_is_empty(found)
}
