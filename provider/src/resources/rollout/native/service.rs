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
            exists: ours || selected.is_some(),
            weights,
            accepted: true,
            refused: None,
            epoch: epoch_of(object),
            as_declared: of_rollout && selected.is_some(),
            header: Header::Along,
            steady: 0,
        }
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
