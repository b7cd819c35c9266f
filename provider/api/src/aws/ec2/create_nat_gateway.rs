//! `CreateNatGateway`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::NatGateway;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateNatGateway";

/// The NAT gateway to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewNatGateway {
    /// Its subnet, a public one.
    pub subnet_id: String,
    /// Its public address.
    pub allocation_id: String,
    /// The same token with the same content gives the same gateway.
    pub client_token: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// May be repeated: the token, at most 64 characters, makes it one.
#[must_use]
pub fn request(gateway: &NewNatGateway) -> Call<NatGateway> {
    ec2::form(OPERATION)
        .with("SubnetId", &gateway.subnet_id)
        .with("AllocationId", &gateway.allocation_id)
        .with("ClientToken", &gateway.client_token)
        .created_with("natgateway", &gateway.tags)
        .safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    nat_gateway: NatGateway,
}

/// The gateway, `pending`. Whether it can work is seen later, in its state.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<NatGateway, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { nat_gateway }| nat_gateway)
}
