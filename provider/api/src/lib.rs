//! Requests and answers of the services kgas speaks to, as values: no I/O, no clock, no kgas word.
//!
//! One file an operation, named after it: `request(…)` makes the [`Call`] for a transport, `response(…)` reads the
//! answer. Absence is an answer (`Option`), a refusal keeps the service's code, words and request id, a word we do not know is
//! kept, and a field we do not know is passed over.

#[macro_use]
mod open_enum;
#[macro_use]
mod name;

mod answer;
pub mod aws;
mod call;
mod encoding;
mod error;
pub mod kubernetes;
mod page;
pub mod prometheus;
mod time;

pub use call::{Call, Repeat, Service};
pub use error::{ApiError, Cause, Details, Refusal};
pub use page::{Page, PageToken};
