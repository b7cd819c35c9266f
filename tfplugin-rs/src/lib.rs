//! Terraform plugin protocol 6 for Rust.
//!
//! [`value`] holds what travels on the wire: types, values with unknowns and refinements, exact numbers, and the
//! msgpack codec. [`schema`] describes attributes; [`field`] ties Rust types to both. A [`Provider`] offers
//! [`Resource`]s, [`DataSource`]s, [`Ephemeral`] resources and [`Function`]s; [`serve`] is all that its `main` calls.
//! `examples/tiny.rs` is the smallest provider, to copy; `examples/hello.rs` the next step.
//!
//! Source: <https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol>.

mod data_source;
mod diagnostic;
pub mod docs;
mod ephemeral;
mod erased;
pub mod field;
mod folder;
mod function;
pub mod fuzz;
mod handshake;
pub mod json;
mod log;
mod outcome;
mod panics;
mod path;
mod plan;
mod planning;
mod plugin;
mod private;
mod provider;
mod reattach;
mod resource;
pub mod rules;
pub mod schema;
mod serve;
mod server;
mod state_json;
mod stop;
pub mod testing;
mod timeouts;
pub mod value;
mod view;

pub use data_source::DataSource;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use ephemeral::{Ephemeral, Opened};
pub use field::{Attr, Dynamic, Field, Keyword, Model, Problems};
pub use function::{Function, FunctionError, Parameter, Signature};
pub use log::start as start_log;
pub use outcome::{Outcome, Reality};
pub use path::{Path, Step};
pub use plan::Plan;
pub use private::Private;
pub use provider::{Configure, Offers, Provider};
pub use resource::{Context, Create, Current, Import, Moved, Resource, Update, Upgrade};
pub use serve::serve;
pub use stop::{Stop, Stopper};
pub use tfplugin_rs_derive::{Keyword, Model};
pub use timeouts::{GoDuration, Timeouts, TimeoutsWithRead};
pub use view::{View, value_at, value_at_mut};
