//! `CreateSubnet`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Subnet;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateSubnet";

/// The subnet to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSubnet {
    /// Its VPC.
    pub vpc_id: String,
    /// Its addresses.
    pub cidr: String,
    /// Its availability zone, by name.
    pub zone: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Not to be repeated without a look: there is no token. Look for `tags`, which it is created with.
#[must_use]
pub fn request(subnet: &NewSubnet) -> Call<Subnet> {
    ec2::form(OPERATION)
        .with("VpcId", &subnet.vpc_id)
        .with("CidrBlock", &subnet.cidr)
        .with("AvailabilityZone", &subnet.zone)
        .created_with("subnet", &subnet.tags)
        .look_first(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    subnet: Subnet,
}

/// The subnet, `pending`.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidSubnet.Conflict` if its addresses overlap; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Subnet, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { subnet }| subnet)
}
