//! `CreateInternetGateway`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateInternetGateway.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::InternetGateway;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateInternetGateway";

/// Not to be repeated without a look: there is no token. Look for `tags`, which it is created with.
#[must_use]
pub fn request(tags: &BTreeMap<String, String>) -> Call<InternetGateway> {
    ec2::form(OPERATION).created_with("internet-gateway", tags).look_first(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    internet_gateway: InternetGateway,
}

/// The gateway, attached to nothing.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<InternetGateway, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { internet_gateway }| internet_gateway)
}
