//! A pod template, parsed as far as a rollout has to know it.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/#PodTemplateSpec>.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::rollout::{Revision, Slot};
use serde_json::{Map, Value, json};

use super::{PREFIX, REVISION_LABEL, ROLLOUT_LABEL, SLOT_LABEL, revision};

/// A `PodTemplateSpec` with containers that have names and images.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::resources::rollout) struct PodTemplate(pub(super) Value);

/// What is wrong with a template, or with the images that are put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::resources::rollout) struct Wrong {
    /// The entry of `image`, if it is that.
    pub(in crate::resources::rollout) image: Option<String>,
    /// What, as a sentence.
    pub(in crate::resources::rollout) text: String,
}

impl From<String> for Wrong {
    fn from(text: String) -> Self {
        Self { image: None, text }
    }
}

impl From<&str> for Wrong {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl PodTemplate {
    /// Parses one, with `images` in place of those in it.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(in crate::resources::rollout) fn parse(
        text: &str,
        images: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<Wrong>> {
        let value = serde_json::from_str(text)
            .map_err(|err| vec![format!("It is not JSON: {err}. `jsonencode` writes it.").into()])?;
        Self::read(value, images)
    }

    /// The same of a template that was parsed before.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn read(value: Value, images: &BTreeMap<String, String>) -> Result<Self, Vec<Wrong>> {
        let mut template = Self(without_nulls(value));
        let mut wrong = template.own_labels();
        if let Some(other) = template.is_another_kind() {
            return Err(vec![other.into()]);
        }
        wrong.extend(template.set_images(images));
        wrong.extend(template.problems());
        if wrong.is_empty() { Ok(template) } else { Err(wrong) }
    }

    /// The template that a slot has.
    pub(in crate::resources::rollout) const fn of_slot(template: Value) -> Self {
        Self(template)
    }

    /// Labels of its pods.
    pub(in crate::resources::rollout) fn labels(&self) -> &Value {
        &self.0["metadata"]["labels"]
    }

    /// As JSON.
    pub(in crate::resources::rollout) fn into_value(self) -> Value {
        self.0
    }

    /// Its digest: the same for the same template, whatever slot it runs in and however it is written.
    pub(in crate::resources::rollout) fn revision(&self) -> Revision {
        revision::of(&self.0)
    }

    /// The template as it runs in a slot.
    pub(in crate::resources::rollout) fn in_slot(&self, rollout: &str, slot: Slot, revision: &Revision) -> Value {
        let mut value = self.0.clone();
        let labels = [(ROLLOUT_LABEL, rollout), (SLOT_LABEL, slot.letter()), (REVISION_LABEL, &revision.0)];
        let metadata = entry(&mut value, "metadata");
        let all = entry(metadata, "labels");
        for (key, label) in labels {
            all[key] = json!(label);
        }
        value
    }

    /// The containers, those that come first included.
    fn containers(&self) -> impl Iterator<Item = &Value> {
        let lists = ["initContainers", "containers"].into_iter();
        lists.filter_map(|list| self.0["spec"][list].as_array()).flatten()
    }

    /// The containers that run all the time.
    pub(super) fn running(&self) -> impl Iterator<Item = &Value> {
        self.0["spec"]["containers"].as_array().into_iter().flatten()
    }

    fn set_images(&mut self, images: &BTreeMap<String, String>) -> Vec<Wrong> {
        let mut left: BTreeSet<&String> = images.keys().collect();
        for list in ["initContainers", "containers"] {
            for container in self.0["spec"].get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                let image = container["name"].as_str().and_then(|name| images.get_key_value(name));
                if let (Some((name, image)), Some(container)) = (image, container.as_object_mut()) {
                    container.insert("image".to_owned(), json!(image));
                    left.remove(name);
                }
            }
        }
        let there: Vec<_> = self.containers().filter_map(|container| container["name"].as_str()).collect();
        let there = there.join(", ");
        let wrong = |name: &String| Wrong {
            image: Some(name.clone()),
            text: format!("There is no container {name:?} in the pod template; there are: {there}."),
        };
        left.into_iter().map(wrong).collect()
    }

    /// A whole manifest in place of a template.
    fn is_another_kind(&self) -> Option<String> {
        let known = |key: &&String| !["metadata", "spec"].contains(&key.as_str());
        match (&self.0, self.0.get("kind").and_then(Value::as_str)) {
            (Value::Object(_), Some("PodTemplate")) => {
                Some("It is a PodTemplate; give what is under its `template`.".to_owned())
            }
            (Value::Object(_), Some(kind)) => Some(format!("It is a {kind}; give what is under its `spec.template`.")),
            (Value::Object(parts), None) => {
                parts.keys().find(known).map(|key| format!("It has {key:?}; there are `metadata` and `spec`."))
            }
            _ => Some("It is not an object with `metadata` and `spec`.".to_owned()),
        }
    }

    fn own_labels(&self) -> Vec<Wrong> {
        let own = |map: &str| {
            let map = self.0.get("metadata")?.get(map)?.as_object()?;
            map.keys().find(|key| key.starts_with(PREFIX)).cloned()
        };
        let found = ["labels", "annotations"].into_iter().filter_map(own);
        found.map(|key| format!("It sets {key:?}: what begins with `{PREFIX}` is the rollout's own.").into()).collect()
    }

    fn problems(&self) -> Vec<Wrong> {
        let Some(spec) = self.0.get("spec").and_then(Value::as_object) else {
            return vec!["It has no `spec`.".into()];
        };
        let mut wrong = texts_only(&self.0);
        if spec.get("containers").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            wrong.push("It has no `spec.containers`.".into());
        }
        let mut names = BTreeSet::new();
        for container in self.containers() {
            match (container["name"].as_str(), container["image"].as_str()) {
                (None | Some(""), _) => wrong.push("A container has no `name`.".into()),
                (Some(name), _) if !names.insert(name) => {
                    wrong.push(format!("Two containers are named {name:?}.").into());
                }
                (Some(name), None | Some("")) => {
                    wrong.push(format!("Container {name:?} has no `image`, and `image` does not name it.").into());
                }
                _ => {}
            }
        }
        // What a Deployment refuses.
        if spec.get("restartPolicy").is_some_and(|policy| policy != "Always") {
            wrong.push("Its `spec.restartPolicy` must be \"Always\", as in a Deployment.".into());
        }
        if spec.contains_key("activeDeadlineSeconds") {
            wrong.push("It has `spec.activeDeadlineSeconds`, which a Deployment does not allow.".into());
        }
        wrong
    }
}

/// Labels and annotations are texts.
fn texts_only(template: &Value) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if template.get("metadata").is_some_and(|metadata| !metadata.is_object()) {
        wrong.push("Its `metadata` must be an object.".into());
    }
    for map in ["labels", "annotations"] {
        let Some(all) = template.get("metadata").and_then(|metadata| metadata.get(map)) else { continue };
        let texts = all.as_object().is_some_and(|all| all.values().all(Value::is_string));
        if !texts {
            wrong.push(format!("Its `metadata.{map}` must be a map of texts.").into());
        }
    }
    wrong
}

/// What is under `key`, made an object where it is none.
fn entry<'a>(value: &'a mut Value, key: &str) -> &'a mut Value {
    let part = &mut value[key];
    if !part.is_object() {
        *part = Value::Object(Map::new());
    }
    part
}

/// The same without what is null: to Kubernetes that is the same as absent, and to a digest it shall be.
pub(super) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(parts) => {
            let parts = parts.into_iter().filter(|(_, part)| !part.is_null());
            Value::Object(parts.map(|(key, part)| (key, without_nulls(part))).collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
