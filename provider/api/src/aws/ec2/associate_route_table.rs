//! `AssociateRouteTable`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "AssociateRouteTable";

/// Not to be repeated without a look: the second time is refused.
#[must_use]
pub fn request(table: &str, subnet: &str) -> Call<String> {
    ec2::form(OPERATION).with("RouteTableId", table).with("SubnetId", subnet).look_first(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    association_id: String,
}

/// The association's id.
///
/// # Errors
/// [`ApiError::Refused`], with `Resource.AlreadyAssociated` if the subnet has a table; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<String, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { association_id }| association_id)
}
