//! `DescribeRouteTables`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{RouteTable, Selection};
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeRouteTables";

/// Reads only.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<RouteTable>> {
    which.form(OPERATION, "RouteTableId", page).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    route_table_set: Vec<RouteTable>,
    next_token: Option<PageToken>,
}

/// Route tables; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<RouteTable>, ApiError> {
    let found = xml::answer(answer, OPERATION)
        .map(|Answer { route_table_set, next_token }| Page { items: route_table_set, next: page::next(next_token) });
    ec2::none_is_empty(found)
}
