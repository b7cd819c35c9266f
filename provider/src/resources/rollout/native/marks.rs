//! The marks by which objects are known to be ours, and by which a run keeps others from changing them.

use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Object, Pointer};
use serde_json::{Map, Value, json};

/// The run that may move what an object moves.
pub(super) const EPOCH: &str = "kgas.dev/epoch";
/// How many pods an adopted Deployment had.
pub(super) const HAD: &str = "kgas.dev/replicas-before";
/// What a shared route said before two slots took one Service's place.
pub(super) const DECLARED: &str = "kgas.dev/declared-backends";
/// A person's consent to a step: the attempt's number, a slash, and the weight.
pub(in crate::resources::rollout) const APPROVED: &str = "kgas.dev/approved";

/// The field manager of workloads, Services, journal and lock.
pub(in crate::resources::rollout) const MANAGER: &str = "kgas";
/// The field manager of weights.
pub(super) const TRAFFIC_MANAGER: &str = "kgas-traffic";

/// The run that may change an object.
pub(super) fn epoch_of(object: &Object) -> Option<u64> {
    object.annotation(EPOCH)?.parse().ok()
}

fn annotation(name: &str) -> Pointer {
    Pointer::to("metadata").field("annotations").field(name)
}

/// Sets an annotation, also where there is none yet.
pub(super) fn annotate(object: &Object, name: &str, value: &str) -> Vec<Operation> {
    let none = object.get(&["metadata", "annotations"]).is_none();
    let map = none.then(|| Operation::add(Pointer::to("metadata").field("annotations"), json!({})));
    map.into_iter().chain([Operation::add(annotation(name), value)]).collect()
}

/// The object as it is once it has annotations.
pub(super) fn with_annotations(object: &Object) -> Object {
    let mut object = object.clone();
    if let Some(metadata) = object.fields_mut().get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.entry("annotations").or_insert_with(|| json!({}));
    }
    object
}

/// Takes an annotation away, if it is there.
pub(super) fn unannotate(object: &Object, name: &str) -> Option<Operation> {
    object.annotation(name).map(|_| Operation::remove(annotation(name)))
}

/// What somebody else had declared where the slots are now.
pub(super) fn declared(object: &Object) -> Map<String, Value> {
    let noted = object.annotation(DECLARED).and_then(|text| serde_json::from_str::<Value>(text).ok());
    match noted {
        Some(Value::Object(noted)) => noted,
        _ => Map::new(),
    }
}

/// Puts the mark of a run on the object that was read, if it is still that one.
pub(super) fn fence(object: &Object, epoch: u64) -> Vec<Operation> {
    let version = object.resource_version().map(Operation::test_version);
    version.into_iter().chain(annotate(object, EPOCH, &epoch.to_string())).collect()
}

/// `operations`, unless another run has put its mark on the object.
pub(super) fn fenced(epoch: u64, operations: impl IntoIterator<Item = Operation>) -> Vec<Operation> {
    [Operation::test(annotation(EPOCH), epoch.to_string())].into_iter().chain(operations).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "called with literals")]
    fn object(metadata: serde_json::Value) -> Object {
        Object::from_value(json!({ "apiVersion": "v1", "kind": "Service", "metadata": metadata })).unwrap()
    }

    #[test]
    fn a_fence_stands_only_on_the_object_that_was_read() {
        let bare = object(json!({ "name": "api", "resourceVersion": "7" }));
        let wanted = json!([
            { "op": "test", "path": "/metadata/resourceVersion", "value": "7" },
            { "op": "add", "path": "/metadata/annotations", "value": {} },
            { "op": "add", "path": "/metadata/annotations/kgas.dev~1epoch", "value": "3" },
        ]);
        assert_eq!(json!(fence(&bare, 3)), wanted);
        let marked = object(json!({ "name": "api", "resourceVersion": "8", "annotations": { "kgas.dev/epoch": "3" } }));
        assert_eq!(epoch_of(&marked), Some(3));
        assert_eq!(json!(fence(&marked, 4)).as_array().unwrap().len(), 2);
    }
}
