//! The harness proven by what others wrote, and the stories of the provider.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod clouds;
mod driver;
mod hcl;
mod kubernetes;
mod proxy;
mod quickstart;
mod rollouts;
mod stories;

mod tidy;
