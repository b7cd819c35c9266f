//! `kgas_cluster`: one Kubernetes cluster on any cloud.
//!
//! What differs between clouds is data ([`Capabilities`]); no decision here tests a cloud's name.

mod action;
mod capabilities;
mod history;
pub mod invariants;
mod next;
pub mod plan;
mod problem;
mod say;
mod seen;
mod spec;
mod version;

pub use action::{Action, PoolChange, Target};
pub use capabilities::{AddonOrder, Architecture, ArmRule, Capabilities, NameRule, Pauses, SettingChange};
pub use history::{History, LOOKS};
pub use next::{KEY_TAG_KEY, Step, next, physical_name, wanted_tags};
pub use problem::{Advice, Problem, Waiting};
pub use spec::{
    Access, Addon, AddonVersion, Capacity, Channel, Conflicts, Deletion, Endpoint, Goal, Immutable, Key, Network,
    NodePools, OnBlocked, OnDowngrade, OnImmutableChange, Pool, Ref, Scaling, Scope, Spec, Stage, Support, Surge,
    Sweep, Taint, TaintEffect, Upgrade,
};
pub use version::{Minor, NotAVersion};

pub mod observed {
    //! What is observed: the parts of [`Seen`].
    pub use super::seen::{
        Access, Addon, AddonOffer, Cluster, Encryption, Failure, Issue, Leak, Pool, Seen, Status, Support, Unlooked,
        Update, UpdateStatus,
    };
}
pub use observed::Seen;
