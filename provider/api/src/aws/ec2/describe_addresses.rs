//! `DescribeAddresses`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Selection;
use crate::aws::{Page, ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeAddresses";

/// Reads only. There are no pages.
#[must_use]
pub fn request(which: &Selection) -> Call<Page<Address>> {
    which.whole(OPERATION, "AllocationId").safe(response)
}

/// A public address of ours.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Address.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// Its id. An address of the time before VPCs has none.
    #[serde(default, deserialize_with = "xml::text")]
    pub allocation_id: Option<String>,
    /// The address.
    #[serde(default, deserialize_with = "xml::text")]
    pub public_ip: Option<String>,
    /// Set while it is in use.
    #[serde(default, deserialize_with = "xml::text")]
    pub association_id: Option<String>,
    /// What it is used by.
    #[serde(default, deserialize_with = "xml::text")]
    pub network_interface_id: Option<String>,
    /// Its tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    addresses_set: Vec<Address>,
}

/// Addresses; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<Address>, ApiError> {
    let found =
        xml::answer(answer, OPERATION).map(|Answer { addresses_set }| Page { items: addresses_set, next: None });
    ec2::none_is_empty(found)
}
