//! The real terraform binary against real parts.
//!
//! `cargo acceptance` runs [`stage::STAGES`]; [`parts`] gets what they need, [`cli`] drives Terraform and `OpenTofu`.
pub mod cargo;
pub mod cli;
pub mod cloud;
pub mod http;
pub mod measure;
pub mod parts;
pub mod secrets;
pub mod stage;
