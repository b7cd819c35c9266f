//! `kgas_cluster` on Amazon EKS: what is wanted in EKS' terms, what is seen, and how each action is sent.

mod end_of_life;
pub(super) mod key;
mod machine;
mod network;
mod objects;
mod observe;
mod perform;
mod template;
mod trust;
mod wanted;
mod world;

pub(super) use end_of_life::end_of_life;
pub(super) use wanted::{
    Owner, SERVICE_CIDR, Wanted, canonical_json, channel, endpoint, level, log_type, pool, wanted,
};
pub(super) use world::World;
