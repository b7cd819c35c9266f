//! Terraform plugin protocol 6 for Rust.
//!
//! [`value`] holds what travels on the wire: types, values with unknowns and refinements, exact numbers, and the
//! msgpack codec.

pub mod value;
