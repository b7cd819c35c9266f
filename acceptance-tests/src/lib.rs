//! The real terraform binary against real parts.
//!
//! `cargo acceptance` runs [`stage::STAGES`].
pub mod cargo;
pub mod stage;
