#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Requests as text, answers as values, both against the vendor's own model.

mod answers;
mod case;
mod cases;
mod kubernetes;
mod model;
mod prometheus;
mod requests;
