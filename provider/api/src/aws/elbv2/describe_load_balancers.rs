//! `DescribeLoadBalancers`, of applications, networks and gateways.
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{Page, PageToken, elbv2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeLoadBalancers";

/// All of the account in the region. Reads only.
#[must_use]
pub fn request(page: Option<&PageToken>) -> Call<Page<LoadBalancer>> {
    elbv2::form(OPERATION).with("PageSize", "400").maybe("Marker", page.map(PageToken::as_str)).safe(response)
}

/// A load balancer.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancer {
    /// Its ARN.
    pub load_balancer_arn: String,
    /// Its name, unique in the account and region.
    #[serde(default)]
    pub load_balancer_name: String,
    /// What it balances.
    #[serde(default, rename = "Type")]
    pub kind: Option<LoadBalancerKind>,
    /// Its VPC.
    #[serde(default, deserialize_with = "xml::text")]
    pub vpc_id: Option<String>,
}

open_enum! {
    /// What a load balancer balances.
    LoadBalancerKind {
        Application = "application",
        Network = "network",
        Gateway = "gateway",
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    load_balancers: Vec<LoadBalancer>,
    next_marker: Option<PageToken>,
}

/// Load balancers.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<LoadBalancer>, ApiError> {
    xml::result(answer, OPERATION)
        .map(|Answer { load_balancers, next_marker }| Page { items: load_balancers, next: page::next(next_marker) })
}
