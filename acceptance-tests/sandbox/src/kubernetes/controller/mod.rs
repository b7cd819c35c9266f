//! What happens in a cluster by itself: the controllers look at a namespace a moment after anything in it changed, and
//! again when something they know of is due.
//! Source: <https://kubernetes.io/docs/concepts/architecture/controller/>.
use std::time::Duration;

use serde_json::{Value, json};

use super::Cluster;
use super::kind::{Kind, Trait};
use super::object::wanted;
use crate::moment::Moment;

mod autoscaler;
mod budget;
mod condition;
mod deployment;
mod endpoints;
mod garbage;
pub(super) mod pod;
mod replica_set;
mod rolling;
mod route;

/// How often the controllers look at a namespace in which each look changes something. None needs more than a few.
const LOOKS: usize = 50;

impl Cluster {
    /// Moves the cluster to `now`: everything due until then happens, in the order of its time. Time never goes back.
    pub(crate) fn settle(&mut self, now: Moment) {
        while let Some((at, namespace)) = self.due.first().filter(|(at, _)| *at <= now).cloned() {
            self.due.remove(&(at, namespace.clone()));
            self.now = self.now.max(at);
            let before = self.revision;
            self.look(&namespace);
            if self.revision != before {
                self.observe();
            }
        }
        self.now = self.now.max(now);
    }

    /// Lets the controllers look at a namespace soon.
    pub(super) fn wake(&mut self, namespace: &str) {
        self.wake_at(self.now.after(self.timing.controllers), namespace);
    }

    /// Lets the controllers look at a namespace at a moment to come.
    fn wake_at(&mut self, at: Moment, namespace: &str) {
        if at > self.now {
            self.due.insert((at, namespace.to_owned()));
        }
    }

    /// Has every controller do what it would, until none has anything left to do.
    fn look(&mut self, namespace: &str) {
        for _ in 0..LOOKS {
            let before = self.revision;
            self.collect_garbage(namespace);
            self.scale_automatically(namespace);
            self.roll_deployments(namespace);
            self.fill_replica_sets(namespace);
            self.run_pods(namespace);
            self.list_endpoints(namespace);
            self.accept_routes(namespace);
            self.count_budgets(namespace);
            if self.revision == before {
                return;
            }
        }
    }

    /// Names of the objects of a kind in a namespace.
    fn names(&self, kind: &'static str, namespace: &str) -> Vec<String> {
        self.inside(kind, namespace).map(|object| object.name().to_owned()).collect()
    }

    /// Changes an object, unless nothing is different then.
    pub(super) fn alter(&mut self, kind: &'static Kind, namespace: &str, name: &str, change: impl FnOnce(&mut Value)) {
        let Some(object) = self.get(kind.name, namespace, name) else { return };
        let mut changed = object.clone();
        change(&mut changed.doc);
        if changed.doc == object.doc {
            return;
        }
        if kind.has(Trait::Generation) && wanted(kind, &changed.doc) != wanted(kind, &object.doc) {
            changed.doc["metadata"]["generation"] = (object.generation() + 1).into();
            changed.marks.wanted = self.now;
        }
        self.keep(kind.name, changed);
    }

    /// Writes a status, unless it is as it was.
    fn tell(&mut self, kind: &'static Kind, namespace: &str, name: &str, status: Value) {
        if self.get(kind.name, namespace, name).is_some_and(|object| object.doc["status"] != status) {
            self.alter(kind, namespace, name, |doc| doc["status"] = status);
        }
    }

    /// The kind of that name.
    fn kind(name: &'static str) -> &'static Kind {
        Kind::named(name).unwrap_or(&super::kind::KINDS[0])
    }
}

/// A whole number that is not there when it is zero, as Go writes a status.
fn counts(pairs: &[(&str, u64)]) -> Value {
    let mut counts = json!({});
    for (name, count) in pairs.iter().filter(|(_, count)| *count > 0) {
        counts[*name] = (*count).into();
    }
    counts
}

/// Seconds of a member, as a span.
fn seconds(value: &Value) -> Duration {
    Duration::from_secs(value.as_u64().unwrap_or(0))
}

/// A whole number, or a percentage of `whole` rounded up or down.
fn amount(value: &Value, whole: u64, up: bool) -> u64 {
    let Some(percent) =
        value.as_str().and_then(|text| text.strip_suffix('%')).and_then(|text| text.parse::<u64>().ok())
    else {
        return value.as_u64().unwrap_or(0);
    };
    if up { (whole * percent).div_ceil(100) } else { whole * percent / 100 }
}
