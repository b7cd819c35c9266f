//! Amazon Web Services.

pub mod eks;
mod json;
mod page;
mod refusal;
mod time;

pub use page::{Page, PageToken};
