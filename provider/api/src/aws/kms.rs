//! AWS Key Management Service, `2014-11-01`.
//!
//! Source: <https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html>.

pub mod describe_key;
