//! AWS Security Token Service, `2011-06-15`.
//!
//! Source: <https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html>.

pub mod assume_role;
pub mod get_caller_identity;

/// The version all requests name.
const VERSION: &str = "2011-06-15";
