//! `DescribeLoadBalancers`, of classic load balancers.
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancers.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{Page, PageToken, elb, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeLoadBalancers";

/// All of the account in the region. Reads only.
#[must_use]
pub fn request(page: Option<&PageToken>) -> Call<Page<LoadBalancer>> {
    elb::form(OPERATION).with("PageSize", "400").maybe("Marker", page.map(PageToken::as_str)).safe(response)
}

/// A classic load balancer.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_LoadBalancerDescription.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancer {
    /// Its name, unique among the classic ones of the account in the region.
    pub load_balancer_name: String,
    /// Its VPC.
    #[serde(default, rename = "VPCId", deserialize_with = "xml::text")]
    pub vpc_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    load_balancer_descriptions: Vec<LoadBalancer>,
    next_marker: Option<PageToken>,
}

/// Load balancers.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<LoadBalancer>, ApiError> {
    xml::result(answer, OPERATION).map(|Answer { load_balancer_descriptions, next_marker }| Page {
        items: load_balancer_descriptions,
        next: page::next(next_marker),
    })
}
