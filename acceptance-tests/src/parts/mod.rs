//! The real parts, and how to get them: idempotent, pinned, safe to ask for from many tests at once.
mod built;
mod cache;
mod clouds;
mod error;
mod mirror;
mod opentofu;
mod python;
mod run;
mod server;
mod terraform;
mod together;

pub use built::{provider, release_provider, sandbox};
pub use clouds::{ministack, moto};
pub use error::Error;
pub use mirror::mirror_with_aws;
pub use opentofu::opentofu;
pub use python::python;
pub use server::Server;
pub use terraform::{any_program, terraform};
pub use together::all;
