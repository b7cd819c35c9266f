//! What was the case in the course of time: `POST /api/v1/query_range`.
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries>.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;

use super::{Answer, Data, rest};
use crate::{ApiError, Call};

/// From when to when, and how often in between. The server gives at most 11,000 points of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first time.
    pub start: Timestamp,
    /// The last time at most.
    pub end: Timestamp,
    /// From one time to the next; not zero.
    pub step: Duration,
}

/// Reads only.
///
/// * `timeout`: how long the server may take; its own limit counts if that is shorter.
#[must_use]
pub fn request(query: &str, range: Range, timeout: Option<Duration>) -> Call<Answer<Data>> {
    let fields = [
        ("query", Some(query.to_owned())),
        ("start", Some(rest::time(range.start))),
        ("end", Some(rest::time(range.end))),
        ("step", Some(rest::duration(range.step))),
        ("timeout", timeout.map(rest::duration)),
    ];
    rest::post("query_range", "/api/v1/query_range", &fields, response)
}

/// What it gave: a matrix, empty if nothing was found.
///
/// # Errors
/// As [`super::query::response`].
pub fn response(answer: &Response<Bytes>) -> Result<Answer<Data>, ApiError> {
    rest::answer(answer)
}
