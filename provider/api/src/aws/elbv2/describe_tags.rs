//! `DescribeTags`, of load balancers and what belongs to them.
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{elbv2, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeTags";

/// The most ARNs that one request may hold.
pub const MOST: usize = 20;

/// Reads only.
/// * `arns`: of load balancers, 1 to [`MOST`].
#[must_use]
pub fn request(arns: &[&str]) -> Call<Option<Vec<Tagged>>> {
    elbv2::form(OPERATION).list("ResourceArns.member", arns).safe(response)
}

/// The tags of a load balancer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tagged {
    /// Its ARN.
    pub resource_arn: String,
    /// Its tags.
    #[serde(default, deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    tag_descriptions: Vec<Tagged>,
}

/// The tags of all that were named, or `None` if any of them is not there.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Vec<Tagged>>, ApiError> {
    let found = xml::result(answer, OPERATION).map(|Answer { tag_descriptions }| tag_descriptions);
    refusal::none_if(found, |refusal| refusal.code == "LoadBalancerNotFound")
}
