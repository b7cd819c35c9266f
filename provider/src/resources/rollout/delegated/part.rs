//! An object of ours, and how it is kept as it is wanted.

use kgas_api::kubernetes::apply::{self, Conflicts};
use kgas_api::kubernetes::{Kind, Object, Place, Write, create, merge_patch};
use kgas_engine::digest;
use kgas_transport::CallError;
use serde_json::{Value, json};

use crate::resources::rollout::native::marks::MANAGER;
use crate::resources::rollout::native::{Fixed, Wire, covers};

/// Annotation of what is applied whole: a digest of all of it. What is not wanted any more shows by it.
const APPLIED: &str = "kgas.dev/applied";

/// An object that is wanted.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Where.
    pub(super) place: Place,
    /// All of it, as it is made.
    body: Value,
    /// What of it may be set again, where the controller changes the rest: these fields and no others.
    mend: Option<Value>,
}

impl Part {
    /// One that nobody else changes.
    pub(super) fn whole(fixed: &Fixed, kind: Kind, name: &str, spec: Value) -> Self {
        let mut body = fixed.owner().object(&kind.api_version(), kind.kind, name);
        body["spec"] = spec;
        Self::marked(fixed.names.named(kind, name), body)
    }

    /// The same of an object that is there already as it is to be.
    pub(super) fn marked(place: Place, mut body: Value) -> Self {
        let applied = digest::hex(&[&body.to_string()]);
        body["metadata"]["annotations"][APPLIED] = json!(applied);
        Self { place, body, mend: None }
    }

    /// One in which the controller changes `spec` as well.
    ///
    /// * `mend`: the fields of `spec` that stay ours.
    pub(super) fn shared(fixed: &Fixed, kind: Kind, name: &str, spec: Value, mend: &Value) -> Self {
        let mut body = fixed.owner().object(&kind.api_version(), kind.kind, name);
        body["spec"] = spec;
        Self { place: fixed.names.named(kind, name), body, mend: Some(json!({ "spec": mend })) }
    }

    /// With a label.
    pub(super) fn labelled(mut self, name: &str, value: &str) -> Self {
        self.body["metadata"]["labels"][name] = json!(value);
        self
    }

    /// All of it.
    pub(super) const fn body(&self) -> &Value {
        &self.body
    }

    /// Whether what is there is as it is wanted.
    pub(super) fn is_there(&self, live: &Object) -> bool {
        let live = Value::Object(live.fields().clone());
        covers(&live, self.mend.as_ref().unwrap_or(&self.body))
    }

    /// Makes it so.
    ///
    /// # Errors
    /// The call that failed.
    pub(super) async fn bring(&self, wire: &Wire, live: Option<&Object>) -> Result<(), CallError> {
        let write = Write::by(MANAGER);
        let object = || Object::at(&self.place, self.body.clone());
        match (live, &self.mend) {
            (_, None) => wire.call(apply::request(&self.place, &object(), write, Conflicts::TakeOver)).await.map(drop),
            (None, Some(_)) => wire.call(create::request(&self.place, &object(), write)).await.map(drop),
            (Some(_), Some(mend)) => wire.call(merge_patch::request(&self.place, mend, write)).await.map(drop),
        }
    }
}
