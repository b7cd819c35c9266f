//! `kgas_cluster` on Amazon EKS: what is wanted in EKS' terms, what is seen, and how each action is sent.

use std::time::Duration;

mod children;
mod end_of_life;
pub(super) mod key;
mod machine;
mod network;
mod objects;
mod observe;
pub(super) mod offered;
mod perform;
mod refusals;
mod roles;
mod template;
mod trust;
mod wanted;
mod words;
mod world;
mod zones;

pub(super) use children::pool;
pub(super) use end_of_life::end_of_life;
pub(super) use machine::image;
pub(super) use network::made as made_network;
pub(super) use wanted::{AUTHENTICATION_MODE, Owner, SERVICE_CIDR, Wanted, wanted};
pub(super) use words::{canonical_json, channel, endpoint, level, log_type, policy_name};
pub(super) use world::World;

/// Longest for an answer that a plan can do without.
const BRIEFLY: Duration = Duration::from_secs(10);
