//! Decisions about a rollout, in a small world that answers like a cluster.

mod canary;
mod dead_man;
mod delivery;
mod faults;
mod fixtures;
mod header;
mod ingresses;
mod invariants;
mod job;
mod matrix;
mod preview;
mod ratio;
mod rivals;
mod run;
mod size;
mod world;
