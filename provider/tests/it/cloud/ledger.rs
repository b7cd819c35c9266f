//! What was asked, what it made, and the promises about both. A broken promise is kept as words, so that the run that broke
//! it can be named.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use kgas_sandbox::{Moment, World};
use serde_json::Value;

use super::kubernetes::Kubernetes;
use super::words::{self, Asked, masked};

/// Kinds that AWS itself makes in a customer's account: machines of a pool with all they have and their way
/// into the cluster, a network's main route table, the group of a control plane's logs.
/// Everything else that is new has to have our tag.
const OF_AWS: [&str; 7] =
    ["eks-access-entry", "instance", "log-group", "network-interface", "route-table", "security-group", "volume"];

/// How many of each kind.
pub(crate) type Made = BTreeMap<String, usize>;

/// Objects by kind and id.
type Objects = BTreeMap<(String, String), Value>;

/// The books of one run or more.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// What was there before us.
    strangers: Objects,
    there: Objects,
    /// How many objects of each kind the provider has made, whether they still live or not.
    pub(crate) made: Made,
    /// Writes that were answered, in order, each with its status.
    pub(crate) writes: Vec<String>,
    /// All requests.
    pub(crate) requests: usize,
    /// Until when each service wants to be left alone.
    rests: BTreeMap<String, Moment>,
    stopped: bool,
    /// What there is in the cluster that rollouts are in.
    pub(crate) kubernetes: Kubernetes,
    /// Promises that were broken.
    pub(crate) broken: BTreeSet<String>,
}

impl Ledger {
    /// Books on a world in which nothing is ours.
    pub(super) fn new(world: &mut World, now: Moment) -> Self {
        let there = objects(world, now);
        Self { strangers: there.clone(), there, ..Self::default() }
    }

    /// New books on the same world.
    pub(super) fn fork(&self) -> Self {
        let (strangers, there) = (self.strangers.clone(), self.there.clone());
        Self { strangers, there, kubernetes: self.kubernetes.clone(), ..Self::default() }
    }

    /// A new run begins: what the last one was told to holds no longer.
    pub(super) fn next_run(&mut self) {
        self.stopped = false;
        self.rests.clear();
    }

    pub(super) fn asked(&mut self, asked: &Asked, now: Moment) {
        self.requests += 1;
        if self.rests.get(&asked.service).is_some_and(|until| now < *until) {
            self.broken.insert(format!("{} was not left alone", asked.service));
        }
        // A rollout that is stopped takes its candidate back, see `look_into`.
        if self.stopped && !asked.reads && !asked.is_for_kubernetes() {
            self.broken.insert(format!("{} began after the stop", asked.write.operation));
        }
    }

    pub(super) fn stopped(&mut self) {
        self.stopped = true;
    }

    pub(super) fn wrote(&mut self, asked: &Asked, answer: &Response<Bytes>) {
        self.writes.push(format!("{} {}", asked.write.operation, answer.status().as_u16()));
    }

    pub(super) fn refused(&mut self, asked: &Asked, answer: &Response<Bytes>, now: Moment) {
        let seconds = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        if let Some(seconds) = seconds {
            self.rests.insert(asked.service.clone(), now.after(Duration::from_secs(seconds)));
        }
    }

    /// Looks what a write has changed. `ours`: the provider meant it.
    pub(super) fn look(&mut self, world: &mut World, now: Moment, ours: bool) {
        // Nobody reads the world's own log, and every copy of the world would carry it.
        words::sandbox(world, now, "DELETE", "log", &Value::Null);
        let there = objects(world, now);
        for (id, stranger) in &self.strangers {
            if there.get(id) != Some(stranger) {
                self.broken.insert(format!("a stranger's object was changed: {stranger}"));
            }
        }
        for ((kind, id), object) in there.iter().filter(|(id, _)| !self.there.contains_key(*id)) {
            match owner(object) {
                None if OF_AWS.contains(&kind.as_str()) => {}
                None => drop(self.broken.insert(format!("{kind} {id} has no owner"))),
                Some(_) if ours => *self.made.entry(kind.clone()).or_default() += 1,
                Some(_) => {}
            }
        }
        self.there = there;
    }

    /// Looks what a write has changed in the cluster.
    pub(super) fn look_into(&mut self, world: &mut World, now: Moment) {
        words::sandbox(world, now, "DELETE", "log", &Value::Null);
        let after = Kubernetes::of(world, now);
        self.broken.extend(after.breaks(&self.kubernetes));
        if self.stopped {
            self.broken.extend(after.begun_since(&self.kubernetes));
        }
        self.kubernetes = after;
    }

    /// What lives, without what differs from one life to the next.
    pub(crate) fn inventory(&mut self, world: &mut World, now: Moment) -> Vec<String> {
        self.there = objects(world, now);
        let mut all: Vec<_> = self.there.values().map(|object| masked(&object.to_string())).collect();
        all.sort();
        all
    }

    /// Ids of what lives and is neither a stranger's nor the account's own.
    pub(crate) fn left(&self) -> Vec<&str> {
        self.there.keys().filter(|id| !self.strangers.contains_key(*id)).map(|(_, id)| id.as_str()).collect()
    }
}

fn owner(object: &Value) -> Option<&str> {
    object["tags"]["kgas-owner"].as_str()
}

fn objects(world: &mut World, now: Moment) -> Objects {
    let inventory = words::sandbox(world, now, "GET", "inventory", &Value::Null);
    let text = |object: &Value, member: &str| object[member].as_str().unwrap().to_owned();
    let all = inventory["objects"].as_array().unwrap();
    all.iter().map(|object| ((text(object, "kind"), text(object, "id")), object.clone())).collect()
}
