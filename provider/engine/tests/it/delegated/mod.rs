//! Decisions about a rollout that a controller carries out, beside a small controller.

mod decisions;
mod faults;
mod run;
mod world;
