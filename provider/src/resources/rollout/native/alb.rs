//! An Ingress of the AWS Load Balancer Controller: one annotation of it has both slots with their weights.
//!
//! A path whose port is called `use-annotation` goes where the action says that is called like its Service.
//! Source: <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions>.

#[cfg(test)]
mod tests;

use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Object, Pointer};
use kgas_engine::rollout::{BySlot, Header, Slot, Traffic};
use serde_json::{Value, json};

use super::covers::covers;
use super::ingress::{Ingress, paths};
use super::marks::{annotate, epoch_of, fenced, unannotate, with_annotations};
use super::objection;

/// The port's name by which a path asks for an action.
const BY_ACTION: &str = "use-annotation";

/// By what a load balancer reaches pods; a Service says it for its own, whatever the Ingress says. A Service without a port of the
/// nodes can only have them by their addresses, which is not what the controller takes when nothing is said.
/// Source: <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#target-type>.
pub(super) const TARGET_TYPE: &str = "alb.ingress.kubernetes.io/target-type";
/// By their addresses.
pub(super) const BY_IP: &str = "ip";

/// The sum of both weights. Each may be 999 at most.
const WHOLE: u32 = 100;

/// What is declared of it.
#[derive(Debug, Clone)]
pub(super) struct Alb {
    /// Its paths.
    pub(super) main: Ingress,
    /// Seconds for which a client stays with the slot that it came to first, while both have a part of the traffic.
    pub(super) sticky_seconds: Option<u64>,
}

impl Alb {
    /// What it shows.
    pub(super) fn read(&self, object: &Object) -> Traffic {
        let this = self.with_port_of(object);
        let ours = self.main.is_owned() || epoch_of(object).is_some();
        let action = self.action_of(object).filter(|_| ours);
        let weights = action.as_ref().and_then(|action| self.weights(action));
        let is_ours = weights.is_some_and(|weights| action == Some(this.action(weights.a)));
        Traffic {
            exists: ours,
            weights,
            // No status says whether the load balancer has taken them up.
            accepted: true,
            refused: None,
            epoch: epoch_of(object),
            as_declared: is_ours && self.has_paths(object),
            header: Header::Along,
            steady: 0,
        }
    }

    /// Why this run cannot use it, if it cannot.
    pub(super) fn objection(&self, object: &Object) -> Option<String> {
        let action = self.action_of(object);
        let there = object.annotation(&self.annotation()).is_some();
        if there && !self.main.is_owned() && epoch_of(object).is_none() {
            return Some(format!(
                "{object} has an action {:?} already, which is not this rollout's",
                self.main.backend
            ));
        }
        if object.annotation(TARGET_TYPE).is_some_and(|by| by != BY_IP) && !self.main.is_owned() {
            return Some(format!(
                "{object} has its targets by node, as {TARGET_TYPE} says, and the slots' Services have no port of a node: write \"{BY_IP}\" \
                 there"
            ));
        }
        let ports = action.as_ref().map(groups).into_iter().flatten().filter_map(|group| group["servicePort"].as_u64());
        objection::to_port(object, ports, self.main.port)
            .or_else(|| self.main.objection(object, |backend| self.is_ours(backend)))
    }

    /// The annotation that has the weights.
    pub(super) fn annotation(&self) -> String {
        format!("alb.ingress.kubernetes.io/actions.{}", self.main.backend)
    }

    /// What it says when slot a has so many percents.
    pub(super) fn action(&self, a: u32) -> Value {
        let group = |slot: Slot, weight: u32| json!({ "serviceName": self.main.services.get(slot), "servicePort": self.main.port, "weight": weight });
        let mut forward =
            json!({ "targetGroups": [group(Slot::A, a.min(WHOLE)), group(Slot::B, WHOLE - a.min(WHOLE))] });
        if let Some(seconds) = self.sticky_seconds {
            // Who is kept is kept whatever the weights are, also where no pod is left: so nobody is once a slot has everything.
            let shared = (1..WHOLE).contains(&a);
            let kept = if shared {
                json!({ "enabled": true, "durationSeconds": seconds })
            } else {
                json!({ "enabled": false })
            };
            forward["targetGroupStickinessConfig"] = kept;
        }
        json!({ "type": "forward", "forwardConfig": forward })
    }

    /// All of an owned one's `spec`.
    pub(super) fn spec(&self) -> Value {
        self.main.spec(&self.backend())
    }

    /// Puts the action into the place of the declared backend of a shared one, and notes what was there.
    pub(super) fn take_place(&self, object: &Object, a: u32, epoch: u64) -> Vec<Operation> {
        let is_meant = |backend: &Value| backend["service"]["name"].as_str() == Some(&self.main.backend);
        let mut operations = self.main.take(object, is_meant, &self.backend(), epoch);
        operations.extend(annotate(&with_annotations(object), &self.annotation(), &self.action(a).to_string()));
        operations
    }

    /// Gives slot a its percents, unless another run has taken over.
    pub(super) fn weigh(&self, object: &Object, a: u32, epoch: u64) -> Vec<Operation> {
        let at = Pointer::to("metadata").field("annotations").field(&self.annotation());
        fenced(epoch, [Operation::replace(at, self.with_port_of(object).action(a).to_string())])
    }

    fn with_port_of(&self, object: &Object) -> Self {
        let action = self.action_of(object);
        let port = action.as_ref().map(groups).into_iter().flatten().find_map(|group| group["servicePort"].as_u64());
        Self { main: self.main.with_port(port), ..self.clone() }
    }

    /// Gives a shared one back as it was declared.
    pub(super) fn give_back(&self, object: &Object) -> Vec<Operation> {
        let this = self.with_port_of(object);
        let mut operations = this.main.give_back(object, |backend| self.is_ours(backend));
        operations.extend(unannotate(object, &self.annotation()).filter(|_| epoch_of(object).is_some()));
        operations
    }

    fn action_of(&self, object: &Object) -> Option<Value> {
        serde_json::from_str(object.annotation(&self.annotation())?).ok()
    }

    fn weights(&self, action: &Value) -> Option<BySlot<u32>> {
        let of = |slot: Slot| {
            let mut groups = groups(action).filter(|group| group["serviceName"] == *self.main.services.get(slot));
            groups.next()?["weight"].as_u64().and_then(|weight| u32::try_from(weight).ok())
        };
        let weights = BySlot { a: of(Slot::A)?, b: of(Slot::B)? };
        (groups(action).count() == 2 && weights.a.checked_add(weights.b) == Some(WHOLE)).then_some(weights)
    }

    /// Whether every path that is meant goes by the action.
    fn has_paths(&self, object: &Object) -> bool {
        if self.main.is_owned() {
            return object.get(&["spec"]).is_some_and(|live| covers(live, &self.spec()));
        }
        let all = paths(object);
        let mut meant = all.iter().filter(|path| path.service() == Some(&self.main.backend)).peekable();
        meant.peek().is_some() && meant.all(|path| self.is_ours(path.backend))
    }

    fn is_ours(&self, backend: &Value) -> bool {
        covers(backend, &self.backend())
    }

    fn backend(&self) -> Value {
        json!({ "service": { "name": self.main.backend, "port": { "name": BY_ACTION } } })
    }
}

fn groups(action: &Value) -> impl Iterator<Item = &Value> {
    action["forwardConfig"]["targetGroups"].as_array().into_iter().flatten()
}
