//! Amazon `CloudWatch` Logs, `2014-03-28`.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html>.

pub mod describe_log_groups;
