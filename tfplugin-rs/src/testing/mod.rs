//! A Terraform to test a provider against: one in the same process, and the real one.
//!
//! [`Core`] does with one resource at a time what Terraform does: it checks the configuration against the schema, upgrades and
//! refreshes the state, proposes a new one, plans (twice, as a plan must not depend on chance), plans again while applying,
//! applies, and keeps the state as Terraform would: also beside an error, when a creation leaves it tainted. Every value
//! passes the codec, and every answer is held to Terraform's own [`rules`](crate::rules).
//!
//! A configuration is JSON; [`UNKNOWN`] in it is a value that is known after apply.
//!
//! [`Cli`] runs the real `terraform` or `tofu` with the built provider. What [`Core`] finds, it finds in milliseconds and with a
//! path; [`Cli`] has the last word, and is the only one to see the handshake, the schema as Terraform takes it, and several
//! resources that depend on each other.

mod cli;
mod config;
mod core;
mod execute;
mod existing;
mod other;
mod plan;
mod proposed;
mod stored;

pub use cli::{Cli, Ended};
pub use config::UNKNOWN;
pub use core::Core;
pub use plan::{Action, Planned};
pub use stored::Stored;
