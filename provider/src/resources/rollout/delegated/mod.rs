//! The engines of others: a rollout is carried out by a controller in the cluster, and the apply brings it what is wanted and looks
//! on.

mod argo;
mod attempt;
mod carrier;
mod flagger;
mod observe;
mod part;
mod perform;
mod ports;
mod preview;
mod record;
mod run;
mod say;
mod world;

pub(super) use carrier::Carrier;
pub(super) use preview::told as preview;
pub(super) use run::{delete, deploy, read};
