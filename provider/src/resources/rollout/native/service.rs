//! A Service that selects one of the slots.
//!
//! `spec.selector` is one value to the API server's field ownership, so a Service of others is changed key by key.
//! Source: <https://kubernetes.io/docs/concepts/services-networking/service/>.

use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Object, Pointer};
use kgas_engine::rollout::{BySlot, Header, Slot, Traffic};
use serde_json::{Value, json};

use super::marks::{EPOCH, annotate, epoch_of, fenced, unannotate};
use crate::resources::rollout::template::{ROLLOUT_LABEL, SLOT_LABEL};

/// What is declared of it.
#[derive(Debug, Clone)]
pub(super) struct Service {
    /// The rollout whose slots it selects.
    pub(super) rollout: String,
}

impl Service {
    /// What a Service shows.
    ///
    /// * `ours`: it is ours as a whole.
    pub(super) fn read(&self, object: &Object, ours: bool) -> Traffic {
        let key = |name: &str| object.get(&["spec", "selector", name]).and_then(Value::as_str);
        let of_rollout = key(ROLLOUT_LABEL) == Some(&self.rollout);
        let selected = Slot::BOTH.into_iter().find(|slot| key(SLOT_LABEL) == Some(slot.letter()));
        let weights = selected.map(|slot| match slot {
            Slot::A => BySlot { a: 100, b: 0 },
            Slot::B => BySlot { a: 0, b: 100 },
        });
        Traffic {
            exists: ours || (selected.is_some() && !self.is_anothers(object)),
            weights,
            accepted: true,
            refused: None,
            epoch: epoch_of(object),
            as_declared: of_rollout && selected.is_some(),
            header: Header::Along,
            steady: 0,
        }
    }

    /// Whether it selects another rollout's slots.
    fn is_anothers(&self, object: &Object) -> bool {
        let rollout = object.get(&["spec", "selector", ROLLOUT_LABEL]).and_then(Value::as_str);
        rollout.is_some_and(|rollout| rollout != self.rollout)
    }

    /// Why this run cannot use it, if it cannot.
    ///
    /// * `labels`: those of the wanted pods.
    pub(super) fn objection(&self, object: &Object, labels: &Value) -> Option<String> {
        if self.is_anothers(object) {
            return Some(format!("{object} selects the slots of another rollout, and it can select those of one"));
        }
        let selector = object.get(&["spec", "selector"]).and_then(Value::as_object);
        let mut theirs =
            selector.into_iter().flatten().filter(|(key, _)| ![ROLLOUT_LABEL, SLOT_LABEL].contains(&key.as_str()));
        let (key, value) = theirs.find(|(key, value)| labels.get(key) != Some(value))?;
        Some(format!(
            "{object} selects pods with the label {key} = {value}, which the wanted ones do not have: it would send to none of them. Give \
             the pod template that label, or take it out of the selector"
        ))
    }

    /// Selects a slot with a Service that is there.
    pub(super) fn select(&self, object: &Object, a: u32, epoch: u64) -> Vec<Operation> {
        let version = object.resource_version().map(Operation::test_version);
        let missing = object.get(&["spec", "selector"]).is_none();
        let map = missing.then(|| Operation::add(selector(), json!({})));
        let keys = [
            Operation::add(selector().field(ROLLOUT_LABEL), self.rollout.as_str()),
            Operation::add(selector().field(SLOT_LABEL), slot(a).letter()),
        ];
        version.into_iter().chain(map).chain(keys).chain(annotate(object, EPOCH, &epoch.to_string())).collect()
    }

    /// Selects another slot, unless another run has taken over.
    pub(super) fn weigh(a: u32, epoch: u64) -> Vec<Operation> {
        fenced(epoch, [Operation::replace(selector().field(SLOT_LABEL), slot(a).letter())])
    }

    /// Takes our keys out of a Service of others.
    pub(super) fn give_back(object: &Object) -> Vec<Operation> {
        let version = object.resource_version().map(Operation::test_version);
        let has = |name: &&str| object.get(&["spec", "selector", name]).is_some();
        let keys = [ROLLOUT_LABEL, SLOT_LABEL].into_iter().filter(has);
        let keys = keys.map(|name| Operation::remove(selector().field(name)));
        version.into_iter().chain(keys).chain(unannotate(object, EPOCH)).collect()
    }
}

/// It is all or nothing.
pub(super) const fn slot(a: u32) -> Slot {
    if a >= 50 { Slot::A } else { Slot::B }
}

fn selector() -> Pointer {
    Pointer::to("spec").field("selector")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> Service {
        Service { rollout: "api".to_owned() }
    }

    #[expect(clippy::needless_pass_by_value, reason = "called with literals")]
    fn live(selector: Value) -> Object {
        let parts = json!({
            "apiVersion": "v1", "kind": "Service", "metadata": { "name": "api", "resourceVersion": "3" },
            "spec": { "selector": selector },
        });
        Object::from_value(parts).unwrap()
    }

    #[test]
    fn a_service_of_others_has_no_share_until_it_selects_a_slot() {
        let seen = service().read(&live(json!({ "app": "api" })), false);
        assert_eq!((seen.exists, seen.weights, seen.as_declared), (false, None, false));
        let seen = service().read(&live(json!({ "app": "api", ROLLOUT_LABEL: "api", SLOT_LABEL: "b" })), false);
        assert_eq!((seen.exists, seen.weights, seen.as_declared), (true, Some(BySlot { a: 0, b: 100 }), true));
    }

    #[test]
    fn a_service_that_selects_anothers_slots_is_not_ours() {
        let theirs = live(json!({ "app": "web", ROLLOUT_LABEL: "web", SLOT_LABEL: "b" }));
        assert!(!service().read(&theirs, false).exists, "whoever goes leaves it alone");
        let labels = json!({ "app": "web" });
        assert!(service().objection(&theirs, &labels).unwrap().contains("another rollout"));
        let ours = live(json!({ "app": "web", ROLLOUT_LABEL: "api", SLOT_LABEL: "b" }));
        assert_eq!(service().objection(&ours, &labels), None);
    }

    #[test]
    fn a_selector_that_fits_no_wanted_pod_is_told() {
        let both = live(json!({ "app": "api", "tier": "web" }));
        assert_eq!(service().objection(&both, &json!({ "app": "api", "tier": "web", "more": "1" })), None);
        for labels in [json!({ "app": "api" }), json!({ "app": "api", "tier": "db" }), Value::Null] {
            let told = service().objection(&both, &labels).unwrap();
            assert!(told.contains("the label tier") || labels.is_null(), "{told}");
        }
    }

    #[test]
    fn only_our_keys_come_and_go() {
        let paths = |operations: Vec<Operation>| -> Vec<String> {
            operations.iter().map(|one| json!(one)["path"].as_str().unwrap().to_owned()).collect()
        };
        let taken = paths(service().select(&live(json!({ "app": "api" })), 100, 2));
        assert_eq!(taken[1..3], ["/spec/selector/kgas.dev~1rollout", "/spec/selector/kgas.dev~1slot"]);
        let back = paths(Service::give_back(&live(json!({ "app": "api", ROLLOUT_LABEL: "api", SLOT_LABEL: "b" }))));
        assert_eq!(
            back,
            ["/metadata/resourceVersion", "/spec/selector/kgas.dev~1rollout", "/spec/selector/kgas.dev~1slot"]
        );
    }
}
