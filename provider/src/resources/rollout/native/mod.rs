//! The engine of this provider: a rollout is carried out during the apply, by requests to the Kubernetes API.

mod alb;
mod analyst;
mod asks;
mod connect;
mod covers;
mod dialect;
mod events;
mod header;
mod ingress;
mod job;
pub(super) mod marks;
mod names;
mod nginx;
mod objection;
mod observe;
#[cfg(test)]
mod patched;
mod perform;
mod progress;
mod prometheus;
pub(super) mod record;
pub(super) mod refusals;
mod rehearse;
mod release;
mod resolve;
mod route;
mod service;
mod setup;
mod share;
mod status;
mod survey;
mod wire;
mod world;

pub(super) use asks::{Answered, ask_once};
pub(super) use covers::covers;
pub use job::{Asked, asked};
pub(super) use job::{by_job, ended, is_by_job};
pub(super) use observe::runs;
pub(super) use progress::Say;
pub(super) use rehearse::rehearse;
pub(super) use resolve::{Resolved, Unresolved};
pub(super) use setup::Purpose;
pub(super) use status::{Unknown, status};
pub(super) use survey::{Survey, survey};
pub(super) use wire::Wire;
pub(super) use world::{Fixed, Look, World};
