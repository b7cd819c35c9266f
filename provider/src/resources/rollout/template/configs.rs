//! `ConfigMaps` and Secrets that pods read, and their copies.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/>, every field that names one of them
//! for what it holds. `imagePullSecrets` are none of these: they say how an image is fetched, not what runs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{COPY_OF, Owner, PodTemplate, revision};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::resources::rollout) enum ConfigKind {
    /// A `ConfigMap`.
    ConfigMap,
    /// A Secret.
    Secret,
}

impl ConfigKind {
    /// As it is written in an object.
    pub(in crate::resources::rollout) const fn kind(self) -> &'static str {
        match self {
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
        }
    }
}

/// One that pods read, by its name in their namespace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::resources::rollout) struct Config {
    /// Which kind.
    pub(in crate::resources::rollout) kind: ConfigKind,
    /// Its name.
    pub(in crate::resources::rollout) name: String,
}

impl Config {
    /// The name of a copy of `object`: its own, and eight characters of a digest of what it holds.
    pub(in crate::resources::rollout) fn copy_name(&self, object: &Value) -> String {
        let digest = revision::short(&json!([self.kind.kind(), held(object)]), 8);
        let room = 253 - 1 - digest.len();
        let name = self.name.get(..room).unwrap_or(&self.name).trim_end_matches(['-', '.']);
        format!("{name}-{digest}")
    }

    /// The copy of `object`, which nobody can change.
    pub(in crate::resources::rollout) fn copy(&self, object: &Value, owner: &Owner<'_>) -> Value {
        let mut copy = owner.object("v1", self.kind.kind(), &self.copy_name(object));
        copy["metadata"]["annotations"] = json!({ COPY_OF: self.name });
        copy["immutable"] = json!(true);
        for (key, part) in held(object) {
            copy[key] = part;
        }
        copy
    }
}

/// What it is for, without what it is called.
fn held(object: &Value) -> Map<String, Value> {
    let parts = ["data", "binaryData", "type"].into_iter();
    parts.filter_map(|key| Some((key.to_owned(), object.get(key).filter(|part| !part.is_null())?.clone()))).collect()
}

impl PodTemplate {
    /// Every `ConfigMap` and Secret that the pods read, and whether they can do without.
    pub(in crate::resources::rollout) fn configs(&self) -> BTreeMap<Config, bool> {
        let mut found = BTreeMap::new();
        let mut template = self.0.clone();
        each(&mut template, &mut |config, optional, _| {
            let all = found.entry(config).or_insert(true);
            *all &= optional;
        });
        found
    }

    /// The same pods, reading copies in place of what they read. What has no copy stays as it is.
    pub(in crate::resources::rollout) fn reading(&self, copies: &BTreeMap<Config, String>) -> Self {
        let mut template = self.0.clone();
        each(&mut template, &mut |config, _, name| {
            if let Some(copy) = copies.get(&config) {
                *name = json!(copy);
            }
        });
        Self(template)
    }
}

/// What is done with a place that names one: which, whether the pods can do without, and the place itself.
type Visit<'a> = dyn FnMut(Config, bool, &mut Value) + 'a;

/// Visits every place of a template that names a `ConfigMap` or a Secret for what it holds.
fn each(template: &mut Value, visit: &mut Visit<'_>) {
    let Some(spec) = template.get_mut("spec") else { return };
    for volume in list(spec, "volumes") {
        name_in(volume.get_mut("configMap"), "name", ConfigKind::ConfigMap, visit);
        name_in(volume.get_mut("secret"), "secretName", ConfigKind::Secret, visit);
        if let Some(projected) = volume.get_mut("projected") {
            for source in list(projected, "sources") {
                name_in(source.get_mut("configMap"), "name", ConfigKind::ConfigMap, visit);
                name_in(source.get_mut("secret"), "name", ConfigKind::Secret, visit);
            }
        }
    }
    for containers in ["initContainers", "containers"] {
        for container in list(spec, containers) {
            for from in list(container, "envFrom") {
                name_in(from.get_mut("configMapRef"), "name", ConfigKind::ConfigMap, visit);
                name_in(from.get_mut("secretRef"), "name", ConfigKind::Secret, visit);
            }
            for from in list(container, "env").iter_mut().filter_map(|variable| variable.get_mut("valueFrom")) {
                name_in(from.get_mut("configMapKeyRef"), "name", ConfigKind::ConfigMap, visit);
                name_in(from.get_mut("secretKeyRef"), "name", ConfigKind::Secret, visit);
            }
        }
    }
}

fn list<'a>(value: &'a mut Value, key: &str) -> &'a mut [Value] {
    value.get_mut(key).and_then(Value::as_array_mut).map(Vec::as_mut_slice).unwrap_or_default()
}

fn name_in(reference: Option<&mut Value>, key: &str, kind: ConfigKind, visit: &mut Visit<'_>) {
    let Some(reference) = reference else { return };
    let optional = reference.get("optional").and_then(Value::as_bool).unwrap_or(false);
    let Some(place) = reference.get_mut(key) else { return };
    if let Some(name) = place.as_str().filter(|name| !name.is_empty()) {
        let config = Config { kind, name: name.to_owned() };
        visit(config, optional, place);
    }
}
