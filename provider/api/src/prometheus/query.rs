//! What is the case at one time: `POST /api/v1/query`.
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries>.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;

use super::{Answer, Data, rest};
use crate::{ApiError, Call};

/// Reads only.
///
/// * `at`: `None` for the server's now.
/// * `timeout`: how long the server may take; its own limit counts if that is shorter.
#[must_use]
pub fn request(query: &str, at: Option<Timestamp>, timeout: Option<Duration>) -> Call<Answer<Data>> {
    let fields =
        [("query", Some(query.to_owned())), ("time", at.map(rest::time)), ("timeout", timeout.map(rest::duration))];
    rest::post("query", "/api/v1/query", &fields, response)
}

/// What it gave. An empty vector is an answer: nothing was found.
///
/// # Errors
/// [`ApiError::Refused`], with `bad_data` if the query cannot be read, `execution` if it cannot be carried out, `timeout`
/// if it took too long; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Answer<Data>, ApiError> {
    rest::answer(answer)
}
