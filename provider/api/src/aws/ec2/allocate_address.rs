//! `AllocateAddress`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "AllocateAddress";

/// Not to be repeated without a look: there is no token. Look for `tags`, which it is created with.
#[must_use]
pub fn request(tags: &BTreeMap<String, String>) -> Call<Allocation> {
    ec2::form(OPERATION).with("Domain", "vpc").created_with("elastic-ip", tags).look_first(response)
}

/// A public address of ours.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Allocation {
    /// Its id.
    pub allocation_id: String,
    /// The address.
    #[serde(default, deserialize_with = "xml::text")]
    pub public_ip: Option<String>,
}

/// The address.
///
/// # Errors
/// [`ApiError::Refused`], with `AddressLimitExceeded` if the region is full; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Allocation, ApiError> {
    xml::answer(answer, OPERATION)
}
