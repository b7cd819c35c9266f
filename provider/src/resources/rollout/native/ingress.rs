//! An Ingress: which of its paths a rollout's traffic takes, and how they are given back.
//!
//! Its rules and their paths are lists that the API server's field ownership knows as one value each, so that a path of an Ingress
//! of others is changed by its place.
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/>.

use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Object, Pointer};
use kgas_engine::rollout::BySlot;
use serde_json::{Value, json};

use super::marks::{DECLARED, EPOCH, annotate, declared, unannotate, with_annotations};
use super::objection;
use crate::resources::rollout::template::ROLLOUT_LABEL;

/// What is declared of an Ingress, whoever carries it out.
#[derive(Debug, Clone)]
pub(super) struct Ingress {
    /// The rollout's name.
    pub(super) rollout: String,
    /// Of an owned one: its `spec` with an empty backend in each path. Nothing of a shared one, which is somebody else's.
    pub(super) frame: Option<Value>,
    /// The Service whose place is taken in a shared one.
    pub(super) backend: String,
    /// The slots' Services.
    pub(super) services: BySlot<String>,
    /// Their port; 0 where it was not looked up, since nothing is brought.
    pub(super) port: u16,
}

/// A path of an Ingress.
pub(super) struct Path<'a> {
    /// Its rule, and its place there.
    place: [usize; 2],
    /// Its host, its type and itself, which tell it from all others wherever it stands.
    key: String,
    /// Where its requests go.
    pub(super) backend: &'a Value,
}

impl Path<'_> {
    /// The Service that its requests go to.
    pub(super) fn service(&self) -> Option<&str> {
        self.backend["service"]["name"].as_str()
    }

    fn backend_at(&self) -> Pointer {
        let [rule, path] = self.place;
        Pointer::to("spec").field("rules").index(rule).field("http").field("paths").index(path).field("backend")
    }
}

/// Every path.
pub(super) fn paths(object: &Object) -> Vec<Path<'_>> {
    let rules = object.get(&["spec", "rules"]).and_then(Value::as_array);
    let mut all = Vec::new();
    for (rule, within) in rules.into_iter().flatten().enumerate() {
        let host = within["host"].as_str().unwrap_or_default();
        for (nth, path) in within["http"]["paths"].as_array().into_iter().flatten().enumerate() {
            let text = |name: &str| path[name].as_str().unwrap_or_default();
            let key = format!("{host}{} {}", text("path"), text("pathType"));
            all.push(Path { place: [rule, nth], key, backend: &path["backend"] });
        }
    }
    all
}

impl Ingress {
    /// Whether all of it is ours.
    pub(super) const fn is_owned(&self) -> bool {
        self.frame.is_some()
    }

    /// The same with the port that is written already, where it was not looked up: what is taken back keeps its port.
    pub(super) fn with_port(&self, written: Option<u64>) -> Self {
        let written = written.and_then(|port| u16::try_from(port).ok()).filter(|_| self.port == 0);
        Self { port: written.unwrap_or(self.port), ..self.clone() }
    }

    /// All of an owned one, with `backend` in each path.
    pub(super) fn spec(&self, backend: &Value) -> Value {
        let mut spec = self.frame.clone().unwrap_or_else(|| json!({}));
        let rules = spec["rules"].as_array_mut().into_iter().flatten();
        for path in rules.filter_map(|rule| rule["http"]["paths"].as_array_mut()).flatten() {
            path["backend"] = backend.clone();
        }
        spec
    }

    /// Why this run cannot use a shared one, if it cannot.
    ///
    /// * `is_ours`: whether a backend is one that we put there.
    pub(super) fn objection(&self, object: &Object, is_ours: impl Fn(&Value) -> bool) -> Option<String> {
        if self.is_owned() {
            return None;
        }
        if let Some(why) = objection::to_tenant(object, &self.rollout) {
            return Some(why);
        }
        if object.get(&["spec", "defaultBackend", "service", "name"]).and_then(Value::as_str) == Some(&self.backend) {
            return Some(format!(
                "{object} has {:?} as its default backend, where no slot can take its place: give these requests a path",
                self.backend
            ));
        }
        let all = paths(object);
        let noted = declared(object);
        let meant = all.iter().filter(|path| path.service() == Some(&self.backend) && !is_ours(path.backend));
        let ports = meant.map(|path| path.backend).chain(noted.values()).map(|backend| &backend["service"]["port"]);
        let several = ["number", "name"]
            .map(|form| objection::to_ports(object, &self.backend, ports.clone().map(|port| &port[form])));
        if let Some(why) = several.into_iter().flatten().next() {
            return Some(why);
        }
        let found = all.iter().any(|path| is_ours(path.backend) || path.service() == Some(&self.backend));
        (!found).then(|| format!("none of the paths of {object} has the backend {:?}", self.backend))
    }

    /// Puts `ours` into each path that `is_meant`, and notes what somebody else had declared there.
    pub(super) fn take(
        &self,
        object: &Object,
        is_meant: impl Fn(&Value) -> bool,
        ours: &Value,
        epoch: u64,
    ) -> Vec<Operation> {
        let mut operations: Vec<_> = object.resource_version().map(Operation::test_version).into_iter().collect();
        let mut declared = declared(object);
        for path in paths(object).iter().filter(|path| is_meant(path.backend) && path.backend != ours) {
            if path.service() == Some(&self.backend) && !declared.contains_key(&path.key) {
                declared.insert(path.key.clone(), path.backend.clone());
            }
            operations.push(Operation::replace(path.backend_at(), ours.clone()));
        }
        let marked = with_annotations(object);
        operations.extend(annotate(object, DECLARED, &Value::Object(declared).to_string()));
        operations.extend(annotate(&marked, EPOCH, &epoch.to_string()));
        operations.extend(annotate(&marked, ROLLOUT_LABEL, &self.rollout));
        operations
    }

    /// Gives a shared one back as it was declared.
    ///
    /// * `is_ours`: whether a backend is one that we put there.
    pub(super) fn give_back(&self, object: &Object, is_ours: impl Fn(&Value) -> bool) -> Vec<Operation> {
        let noted = declared(object);
        let mut operations: Vec<_> = object.resource_version().map(Operation::test_version).into_iter().collect();
        for path in paths(object).iter().filter(|path| is_ours(path.backend)) {
            let unnoted = || json!({ "service": { "name": self.backend, "port": { "number": self.port } } });
            // One whose key was changed since has what the others had.
            let original = noted.get(&path.key).or_else(|| noted.values().next()).cloned().unwrap_or_else(unnoted);
            operations.push(Operation::replace(path.backend_at(), original));
        }
        operations.extend([DECLARED, EPOCH, ROLLOUT_LABEL].into_iter().filter_map(|name| unannotate(object, name)));
        operations
    }
}
