//! Requests and answers of the services kgas speaks to, as values: no I/O, no clock, no kgas word.
//!
//! One file an operation, named after it: `request(…)` makes the [`http::Request`], `response(…)` reads the answer, and
//! `call(…)` puts the two together for a transport. Absence is an answer (`Option`), a refusal keeps the service's code,
//! words and request id.

mod call;
mod error;

pub use call::{Call, Repeat, Service};
pub use error::{ApiError, Refusal};
