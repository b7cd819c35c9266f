//! AWS Security Token Service, `2011-06-15`.
//!
//! Source: <https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html>.

pub mod assume_role;
pub mod get_caller_identity;

use super::query::Form;
use crate::Service;

fn form(operation: &'static str) -> Form {
    Form::new(Service::AwsSts, operation, "2011-06-15")
}
