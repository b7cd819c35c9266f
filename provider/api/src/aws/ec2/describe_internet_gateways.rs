//! `DescribeInternetGateways`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInternetGateways.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{InternetGateway, Selection};
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeInternetGateways";

/// Reads only.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<InternetGateway>> {
    which.form(OPERATION, "InternetGatewayId", page).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    internet_gateway_set: Vec<InternetGateway>,
    next_token: Option<PageToken>,
}

/// Internet gateways; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<InternetGateway>, ApiError> {
    let found = xml::answer(answer, OPERATION).map(|Answer { internet_gateway_set, next_token }| Page {
        items: internet_gateway_set,
        next: page::next(next_token),
    });
    ec2::none_is_empty(found)
}
