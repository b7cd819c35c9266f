//! What the log says there was, after each write.
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::event::Event;
use super::subject::Subject;
use crate::kubernetes::ingress;
use crate::kubernetes::route::{Rule, rules};

/// The run that may change an object.
const EPOCH: &str = "kgas.dev/epoch";
/// What a Service selects that is switched from slot to slot.
const SLOT: &str = "kgas.dev/slot";

/// The objects of a rollout, as far as the log has shown them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct World {
    /// The route.
    pub(super) route: Value,
    /// The Ingress beside it.
    pub(super) beside: Value,
    /// Slots' Deployments and the adopted one, by name.
    pub(super) pods: BTreeMap<String, Pods>,
    /// The lock.
    pub(super) lease: Option<Lease>,
    /// The weights are others', until the subject's program writes its own again.
    pub(super) disturbed: bool,
}

/// A Deployment.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pods {
    /// Pods it is asked for.
    pub(super) asked: u64,
    /// Pods there are.
    pub(super) there: u64,
    /// Of these, ready ones.
    pub(super) ready: u64,
    /// Of these, those that were ready for long enough.
    pub(super) available: u64,
    /// What they run.
    pub(super) template: Value,
    /// The run whose mark it has.
    pub(super) epoch: Option<u64>,
}

/// Who may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lease {
    /// Empty when nobody does.
    pub(super) holder: String,
    /// How often it changed hands.
    pub(super) epoch: u64,
    /// Until when nobody else may take it.
    pub(super) until: Option<Timestamp>,
}

/// A write that changed something, and the world around it.
#[derive(Debug, Clone)]
pub(super) struct Moment<'a> {
    pub(super) event: &'a Event,
    pub(super) before: World,
    pub(super) after: World,
}

impl Moment<'_> {
    /// Whether the subject's program wrote.
    pub(super) fn is_by(&self, subject: &Subject) -> bool {
        self.event.is_by(&subject.agent)
    }

    /// Whether the route was written.
    pub(super) fn is_of_route(&self) -> bool {
        self.before.route != self.after.route || self.before.beside != self.after.beside
    }

    /// The runs whose marks the written one of the route's objects had and has.
    pub(super) fn marks(&self) -> (Option<u64>, Option<u64>) {
        let is_beside = self.before.beside != self.after.beside;
        let of = |world: &World| epoch(if is_beside { &world.beside } else { &world.route });
        (of(&self.before), of(&self.after))
    }
}

impl World {
    /// The weights of slots a and b in each rule that has both; a Service has one rule, and one slot gets everything.
    pub(super) fn pairs(&self, subject: &Subject) -> Vec<[u64; 2]> {
        match self.route["spec"]["selector"][SLOT].as_str() {
            Some("a") => return vec![[subject.whole, 0]],
            Some("b") => return vec![[0, subject.whole]],
            _ => {}
        }
        let [a, b] = &subject.slots;
        if self.route["kind"] == "Ingress" {
            let sent = ingress::rules(&self.route, std::slice::from_ref(&self.beside)).into_iter();
            let of = |rule: Rule| match (rule.weight(a), rule.weight(b)) {
                (None, None) => None,
                (to_a, to_b) => Some([to_a.unwrap_or(0), to_b.unwrap_or(0)]),
            };
            return sent.filter_map(of).collect();
        }
        rules(&self.route).iter().filter_map(|rule| Some([rule.weight(a)?, rule.weight(b)?])).collect()
    }

    /// Slots that requests are sent to whatever the weights: by the main Ingress of ingress-nginx, or by a header.
    pub(super) fn always<'a>(&self, subject: &'a Subject) -> Vec<&'a String> {
        let mut services = Vec::new();
        let headed = if self.route["kind"] == "Ingress" {
            services = ingress::services(&self.route);
            ingress::headed(&self.route, std::slice::from_ref(&self.beside))
        } else {
            rules(&self.route)
        };
        let by_header = headed.into_iter().filter(|rule| !rule.headers.is_empty() && rule.backends.len() == 1);
        services.extend(by_header.flat_map(|rule| rule.backends).map(|(service, _)| service));
        subject.slots.iter().filter(|slot| services.contains(slot)).collect()
    }

    /// The weights of slots a and b in the first of them.
    pub(super) fn weights(&self, subject: &Subject) -> Option<[u64; 2]> {
        self.pairs(subject).first().copied()
    }

    /// The weight of a slot, 0 where there is none.
    pub(super) fn weight(&self, subject: &Subject, slot: usize) -> u64 {
        self.weights(subject).map_or(0, |weights| weights[slot])
    }

    /// The run whose mark the route has.
    pub(super) fn epoch(&self) -> Option<u64> {
        epoch(&self.route)
    }

    /// A Deployment's pods; none where it was never seen.
    pub(super) fn pods(&self, deployment: &str) -> Pods {
        self.pods.get(deployment).cloned().unwrap_or_default()
    }

    fn learn(&mut self, subject: &Subject, event: &Event) {
        let before = self.weights(subject);
        self.take(subject, event);
        if is_route(subject, event) {
            let is_changed = before.is_some() && self.weights(subject) != before;
            let is_ours = event.is_by(&subject.agent);
            self.disturbed = if is_ours { self.disturbed && !is_changed } else { self.disturbed || is_changed };
        }
    }

    fn take(&mut self, subject: &Subject, event: &Event) {
        let (object, said) = (&event.object, &event.response);
        let is_gone = event.verb == "delete" && object.subresource.is_empty();
        match object.resource.as_str() {
            _ if is_route(subject, event) => {
                let object = if object.name == subject.route { &mut self.route } else { &mut self.beside };
                *object = if is_gone { Value::Null } else { said.clone() };
            }
            "leases" if object.name == subject.lease => self.lease = (!is_gone).then(|| lease(subject, said)),
            "deployments" if subject.deployments().any(|name| *name == object.name) => {
                if is_gone {
                    self.pods.remove(&object.name);
                    return;
                }
                let pods = self.pods.entry(object.name.clone()).or_default();
                // A Scale leaves out a zero, a Deployment does not.
                pods.asked = said["spec"]["replicas"].as_u64().unwrap_or(0);
                if said["kind"] == "Deployment" {
                    let count = |field: &str| said["status"][field].as_u64().unwrap_or(0);
                    pods.there = count("replicas");
                    pods.ready = count("readyReplicas");
                    pods.available = count("availableReplicas");
                    pods.template = said["spec"]["template"].clone();
                    pods.epoch = epoch(said);
                }
            }
            _ => {}
        }
    }
}

/// What there was before and after each write of what concerns the subject, in the order of the store's revisions: the log's
/// lines come in the order in which requests were answered.
pub(super) fn replay<'a>(subject: &Subject, events: &'a [Event]) -> Vec<Moment<'a>> {
    let here = |event: &&Event| event.is_write() && event.object.namespace == subject.namespace;
    let mut writes: Vec<_> = events.iter().filter(here).collect();
    writes.sort_by_key(|event| event.at);
    let mut highest = 0;
    let mut ordered: Vec<_> = writes
        .into_iter()
        .map(|event| {
            // A deletion tells no revision: it comes after all that was answered before it.
            let revision = event.revision().unwrap_or(highest);
            highest = highest.max(revision);
            (revision, event)
        })
        .collect();
    ordered.sort_by_key(|(revision, _)| *revision);
    let mut world = World::default();
    let mut moments = Vec::new();
    for (_, event) in ordered {
        let before = world.clone();
        world.learn(subject, event);
        let is_service = event.object.resource == "services";
        if world != before || is_service {
            moments.push(Moment { event, before, after: world.clone() });
        }
    }
    moments
}

fn is_route(subject: &Subject, event: &Event) -> bool {
    let kinds: &[&str] = if subject.switched { &["services"] } else { &["httproutes", "virtualservices", "ingresses"] };
    let names = [&subject.route, &subject.beside];
    names.contains(&&event.object.name) && kinds.contains(&event.object.resource.as_str())
}

fn epoch(object: &Value) -> Option<u64> {
    object["metadata"]["annotations"][EPOCH].as_str()?.parse().ok()
}

fn lease(subject: &Subject, of: &Value) -> Lease {
    let spec = &of["spec"];
    let renewed: Option<Timestamp> = spec["renewTime"].as_str().and_then(|time| time.parse().ok());
    let seconds = spec["leaseDurationSeconds"].as_i64().unwrap_or(0);
    let kept = SignedDuration::from_millis(seconds * i64::from(subject.lock_scale));
    Lease {
        holder: spec["holderIdentity"].as_str().unwrap_or_default().to_owned(),
        epoch: spec["leaseTransitions"].as_u64().unwrap_or(0),
        until: renewed.and_then(|time| time.checked_add(kept).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{deployment, event, route, sample};
    use super::*;

    #[test]
    fn writes_are_ordered_by_the_store_and_not_by_the_log() {
        let subject = Subject::of("shop", "api");
        let mut log = sample([route(1, [100, 0]), route(1, [75, 25])]);
        log.reverse();
        let weights: Vec<_> = replay(&subject, &log).iter().map(|moment| moment.after.weights(&subject)).collect();
        assert_eq!(weights, [Some([100, 0]), Some([75, 25])]);
    }

    #[test]
    fn a_deletion_comes_after_all_that_was_answered_before_it() {
        let subject = Subject::of("shop", "api");
        let gone = event("delete", 200, ("deployments", "", "api-a"), Value::Null);
        let mut log = sample([deployment("api-a", [1, 1, 1, 1]), route(1, [100, 0]), gone]);
        // The later write is answered first.
        log[0].response["metadata"]["resourceVersion"] = "2".into();
        log[1].response["metadata"]["resourceVersion"] = "1".into();
        let moments = replay(&subject, &log);
        assert_eq!(moments.last().unwrap().after.pods("api-a").asked, 0);
    }

    #[test]
    fn what_changed_nothing_or_is_of_others_is_left_out() {
        let subject = Subject::of("shop", "api");
        let mut log =
            sample([route(1, [100, 0]), deployment("api-b", [10, 10, 10, 9]), deployment("other", [1, 1, 1, 1])]);
        log.push(log[0].clone());
        let mut elsewhere = route(1, [0, 100]);
        elsewhere.object.namespace = "else".to_owned();
        log.push(elsewhere);
        let moments = replay(&subject, &log);
        assert_eq!(moments.len(), 2);
        let pods = moments[1].after.pods("api-b");
        assert_eq!((pods.asked, pods.there, pods.ready, pods.available), (10, 10, 10, 9));
    }

    #[test]
    fn a_switched_service_gives_one_slot_everything() {
        let subject = Subject { switched: true, ..Subject::of("shop", "api") };
        let service = serde_json::json!({ "spec": { "selector": { "kgas.dev/slot": "b" } } });
        let log = sample([event("patch", 200, ("services", "", "api"), service), route(1, [50, 50])]);
        let moments = replay(&subject, &log);
        assert_eq!((moments.len(), moments[0].after.weights(&subject)), (1, Some([0, 100])));
    }

    #[test]
    fn a_scale_changes_what_is_asked_for_and_nothing_else() {
        let subject = Subject::of("shop", "api");
        let scale = serde_json::json!({ "kind": "Scale", "spec": {}, "status": { "replicas": 10 } });
        let scaled = event("patch", 200, ("deployments", "scale", "api-b"), scale);
        let log = sample([deployment("api-b", [10, 10, 10, 10]), scaled]);
        let pods = replay(&subject, &log)[1].after.pods("api-b");
        assert_eq!((pods.asked, pods.ready), (0, 10));
    }
}
