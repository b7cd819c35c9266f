//! `DescribeNatGateways`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{NatGateway, Selection};
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeNatGateways";

/// Reads only. Deleted gateways are shown for about an hour.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<NatGateway>> {
    which.form(OPERATION, "NatGatewayId", page).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    nat_gateway_set: Vec<NatGateway>,
    next_token: Option<PageToken>,
}

/// NAT gateways; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<NatGateway>, ApiError> {
    let found = xml::answer(answer, OPERATION)
        .map(|Answer { nat_gateway_set, next_token }| Page { items: nat_gateway_set, next: page::next(next_token) });
    ec2::none_is_empty(found)
}
