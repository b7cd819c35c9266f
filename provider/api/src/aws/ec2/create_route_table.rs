//! `CreateRouteTable`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::RouteTable;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateRouteTable";

/// The route table to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRouteTable {
    /// Its VPC.
    pub vpc_id: String,
    /// The same token with the same content gives the same table.
    pub client_token: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// May be repeated: the token, at most 64 characters, makes it one.
#[must_use]
pub fn request(table: &NewRouteTable) -> Call<RouteTable> {
    ec2::form(OPERATION)
        .with("VpcId", &table.vpc_id)
        .with("ClientToken", &table.client_token)
        .created_with("route-table", &table.tags)
        .safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    route_table: RouteTable,
}

/// The route table, with the local route.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<RouteTable, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { route_table }| route_table)
}
