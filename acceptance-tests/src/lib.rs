//! The real terraform binary against real parts.
//!
//! `cargo acceptance` runs [`stage::STAGES`]; [`parts`] gets what they need, [`cli`] drives Terraform and `OpenTofu`;
//! [`cloud`], [`kubernetes`], [`delivery`], [`prometheus`] and [`traffic`] are what it is driven against,
//! over a [`line`] where that is measured, and [`audit`] judges what it did there. [`quickstart`] is what `cargo quickstart` shows of a rollout.
pub mod audit;
pub mod cargo;
pub mod cli;
pub mod cloud;
pub mod delivery;
pub mod http;
pub mod kubernetes;
pub mod line;
pub mod measure;
pub mod parts;
pub mod prometheus;
pub mod quickstart;
pub mod secrets;
pub mod stage;
pub mod traffic;
