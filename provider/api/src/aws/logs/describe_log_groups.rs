//! `DescribeLogGroups`: JSON 1.1, `POST /`.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html>.

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};

use crate::aws::{Page, PageToken, json, page};
use crate::{ApiError, Call, Service};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    log_group_name_prefix: &'a str,
    next_token: Option<&'a str>,
}

/// Reads only.
/// * `prefix`: what the names begin with, 1 to 512 characters.
#[must_use]
pub fn request(prefix: &str, page: Option<&PageToken>) -> Call<Page<LogGroup>> {
    let body = Body { log_group_name_prefix: prefix, next_token: page.map(PageToken::as_str) };
    json::reading(Service::AwsLogs, "Logs_20140328", "DescribeLogGroups", &body, response)
}

/// A log group.
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogGroup {
    /// Its name.
    pub log_group_name: String,
    /// For how many days what it holds is kept; for ever if `None`.
    #[serde(default)]
    pub retention_in_days: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    log_groups: Vec<LogGroup>,
    next_token: Option<PageToken>,
}

/// Log groups in the order of their names.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<LogGroup>, ApiError> {
    json::answer(answer)
        .map(|Answer { log_groups, next_token }| Page { items: log_groups, next: page::next(next_token) })
}
