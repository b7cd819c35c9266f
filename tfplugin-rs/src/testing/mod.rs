//! A Terraform in the same process, to test a provider against.
//!
//! [`Core`] does with one resource at a time what Terraform does: it checks the configuration against the schema, upgrades and
//! refreshes the state, proposes a new one, plans (twice, as a plan must not depend on chance), plans again while applying,
//! applies, and keeps the state as Terraform would: also beside an error, when a creation leaves it tainted. Every value
//! passes the codec, and every answer is held to Terraform's own [`rules`](crate::rules).
//!
//! A configuration is JSON; [`UNKNOWN`] in it is a value that is known after apply.

mod config;
mod core;
mod execute;
mod existing;
mod other;
mod plan;
mod proposed;
mod stored;

pub use config::UNKNOWN;
pub use core::Core;
pub use plan::{Action, Planned};
pub use stored::Stored;
