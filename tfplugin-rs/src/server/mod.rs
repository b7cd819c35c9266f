//! The services of the socket: Terraform's own, one file for each call that does something, and go-plugin's.
//!
//! Nothing here decides: a call's values are read from the wire, handed to [`Plugin`], and its answer is written back.

mod apply;
mod call;
mod capabilities;
mod configure;
mod connection;
mod controller;
mod data_source;
mod ephemeral;
mod function;
mod guard;
mod health;
mod identity;
mod import;
mod metadata;
mod moved;
mod not_offered;
mod plan;
mod provider;
mod read;
mod schema;
mod schemas;
mod stop;
mod streams;
mod upgrade;
mod validate;
mod wire;

pub(crate) use connection::{Connections, Services};
pub(crate) use guard::Running;
pub(crate) use streams::Ending;
