//! Elastic Load Balancing of applications, networks and gateways, `2015-12-01`.
//!
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/Welcome.html>.

pub mod describe_load_balancers;
pub mod describe_tags;

use super::query::Form;
use crate::Service;

fn form(operation: &'static str) -> Form {
    Form::new(Service::AwsElbV2, operation, "2015-12-01")
}
