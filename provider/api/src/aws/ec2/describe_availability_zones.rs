//! `DescribeAvailabilityZones`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Selection;
use crate::aws::{Page, ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeAvailabilityZones";

/// Reads only. There are no pages.
#[must_use]
pub fn request(which: &Selection) -> Call<Page<AvailabilityZone>> {
    which.whole(OPERATION, "ZoneName").safe(response)
}

/// An availability zone of the region.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AvailabilityZone.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityZone {
    /// Its name in this account, such as `eu-west-1a`.
    pub zone_name: String,
    /// Its name in every account, such as `euw1-az2`.
    #[serde(default, deserialize_with = "xml::text")]
    pub zone_id: Option<String>,
    /// `availability-zone`, `local-zone` or `wavelength-zone`.
    #[serde(default, deserialize_with = "xml::text")]
    pub zone_type: Option<String>,
    /// `available` if it can be used.
    #[serde(default, deserialize_with = "xml::text")]
    pub zone_state: Option<String>,
    /// Whether the account has to ask for it first.
    #[serde(default, deserialize_with = "xml::text")]
    pub opt_in_status: Option<String>,
    /// Its region.
    #[serde(default, deserialize_with = "xml::text")]
    pub region_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    availability_zone_info: Vec<AvailabilityZone>,
}

/// Zones; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<AvailabilityZone>, ApiError> {
    let found = xml::answer(answer, OPERATION)
        .map(|Answer { availability_zone_info }| Page { items: availability_zone_info, next: None });
    ec2::none_is_empty(found)
}
