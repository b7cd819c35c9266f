//! Elastic Load Balancing, classic, `2012-06-01`.
//!
//! Source: <https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/Welcome.html>.

pub mod describe_load_balancers;
pub mod describe_tags;

use super::query::Form;
use crate::Service;

fn form(operation: &'static str) -> Form {
    Form::new(Service::AwsElb, operation, "2012-06-01")
}
