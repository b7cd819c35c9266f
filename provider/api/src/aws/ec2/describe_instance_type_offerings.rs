//! `DescribeInstanceTypeOfferings`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{Filter, Selection};
use crate::aws::{Page, PageToken, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeInstanceTypeOfferings";

/// Reads only.
/// * `filters`: `instance-type` and `location`.
#[must_use]
pub fn request(filters: &[Filter], page: Option<&PageToken>) -> Call<Page<Offering>> {
    let which = Selection::of(filters.iter().cloned());
    which.form(OPERATION, "", page).with("LocationType", "availability-zone").safe(response)
}

/// A type of machine that a zone offers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offering {
    /// The type, such as `m7i.large`.
    pub instance_type: String,
    /// The zone's name.
    pub location: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    instance_type_offering_set: Vec<Offering>,
    next_token: Option<PageToken>,
}

/// Which zones offer what.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<Offering>, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { instance_type_offering_set, next_token }| Page {
        items: instance_type_offering_set,
        next: page::next(next_token),
    })
}
