//! The real terraform binary against real parts.
//!
//! `cargo acceptance` runs [`stage::STAGES`]; [`parts`] gets what they need, [`cli`] drives Terraform and `OpenTofu`;
//! [`cloud`], [`kubernetes`], [`prometheus`] and [`traffic`] are what it is driven against.
pub mod cargo;
pub mod cli;
pub mod cloud;
pub mod http;
pub mod kubernetes;
pub mod measure;
pub mod parts;
pub mod prometheus;
pub mod secrets;
pub mod stage;
pub mod traffic;
