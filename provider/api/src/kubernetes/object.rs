//! An object as the API server holds it.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/>.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{OwnerReference, Place};

/// An object, verbatim: a field that we do not know is still there when it is written back. Its `Debug` shows which
/// object it is and nothing of what it holds, which may be a Secret's.
#[derive(Clone, PartialEq, Eq)]
pub struct Object(Map<String, Value>);

/// Why fields of an object cannot be read. It says nothing of what they hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{object} cannot be read: {why}")]
pub struct Unreadable {
    /// Which object.
    pub object: String,
    /// What is wrong with it.
    pub why: String,
}

impl Object {
    /// An object to be written at `place`.
    ///
    /// * `fields`: all but `apiVersion`, `kind`, and what `place` says of `metadata`, which are put in. What is not a JSON
    ///   object counts as none.
    #[must_use]
    pub fn at(place: &Place, fields: Value) -> Self {
        let mut object = Map::new();
        object.insert("apiVersion".to_owned(), place.kind.api_version().into());
        object.insert("kind".to_owned(), place.kind.kind.into());
        object.insert("metadata".to_owned(), json!({}));
        if let Value::Object(fields) = fields {
            object.extend(fields);
        }
        let mut object = Self(object);
        object.0.insert("apiVersion".to_owned(), place.kind.api_version().into());
        object.0.insert("kind".to_owned(), place.kind.kind.into());
        let metadata = object.metadata_mut();
        metadata.insert("name".to_owned(), place.name.as_str().into());
        if let Some(namespace) = &place.namespace {
            metadata.insert("namespace".to_owned(), namespace.as_str().into());
        }
        object
    }

    /// An object as it was kept or received.
    ///
    /// # Errors
    /// What it lacks: it has to be a JSON object with `kind` and `metadata.name`.
    pub fn from_value(value: Value) -> Result<Self, &'static str> {
        let Value::Object(fields) = value else { return Err("not a JSON object") };
        let object = Self(fields);
        if object.kind().is_empty() {
            return Err("no kind in it");
        }
        if object.name().is_empty() { Err("no metadata.name in it") } else { Ok(object) }
    }

    /// All of it.
    #[must_use]
    pub const fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// All of it, to be changed.
    pub const fn fields_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.0
    }

    /// All of it, as JSON.
    #[must_use]
    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    /// What is at a path of field names; `None` if there is nothing.
    #[must_use]
    pub fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.0.get(*first)?, |value, name| value.get(name))
    }

    /// As the body of a request.
    pub(super) fn to_body(&self) -> Bytes {
        serde_json::to_vec(&self.0).expect("a JSON object").into()
    }

    /// `apiVersion`, such as `apps/v1`; empty if it has none.
    #[must_use]
    pub fn api_version(&self) -> &str {
        self.text(&["apiVersion"]).unwrap_or_default()
    }

    /// `kind`, such as `Deployment`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.text(&["kind"]).unwrap_or_default()
    }

    /// `metadata.name`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text(&["metadata", "name"]).unwrap_or_default()
    }

    /// `metadata.namespace`; `None` if it lives in none.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.text(&["metadata", "namespace"])
    }

    /// `metadata.uid`: another object of the same name has another.
    #[must_use]
    pub fn uid(&self) -> Option<&str> {
        self.text(&["metadata", "uid"])
    }

    /// `metadata.resourceVersion`: changes with every write. Opaque.
    #[must_use]
    pub fn resource_version(&self) -> Option<&str> {
        self.text(&["metadata", "resourceVersion"])
    }

    /// `metadata.generation`: grows with every change of what is wanted; `None` on kinds that do not count.
    #[must_use]
    pub fn generation(&self) -> Option<i64> {
        self.get(&["metadata", "generation"])?.as_i64()
    }

    /// `metadata.creationTimestamp`.
    #[must_use]
    pub fn created(&self) -> Option<Timestamp> {
        self.text(&["metadata", "creationTimestamp"])?.parse().ok()
    }

    /// `metadata.deletionTimestamp`: set once it is being deleted.
    #[must_use]
    pub fn deletion(&self) -> Option<Timestamp> {
        self.text(&["metadata", "deletionTimestamp"])?.parse().ok()
    }

    /// Whether it is being deleted.
    #[must_use]
    pub fn is_deleting(&self) -> bool {
        self.get(&["metadata", "deletionTimestamp"]).is_some_and(|time| !time.is_null())
    }

    /// The value of a label.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<&str> {
        self.text(&["metadata", "labels", name])
    }

    /// `metadata.labels`.
    #[must_use]
    pub fn labels(&self) -> BTreeMap<&str, &str> {
        self.texts(&["metadata", "labels"])
    }

    /// The value of an annotation.
    #[must_use]
    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.text(&["metadata", "annotations", name])
    }

    /// `metadata.annotations`.
    #[must_use]
    pub fn annotations(&self) -> BTreeMap<&str, &str> {
        self.texts(&["metadata", "annotations"])
    }

    /// `metadata.ownerReferences`; those that have no uid are passed over.
    #[must_use]
    pub fn owner_references(&self) -> Vec<OwnerReference> {
        let all = self.get(&["metadata", "ownerReferences"]).and_then(Value::as_array);
        all.into_iter().flatten().filter_map(|one| serde_json::from_value(one.clone()).ok()).collect()
    }

    /// Sets `metadata.resourceVersion`: a write then fails if the object has changed since.
    pub fn set_resource_version(&mut self, resource_version: &str) {
        self.metadata_mut().insert("resourceVersion".to_owned(), resource_version.into());
    }

    /// Takes away what the API server keeps about an object and nobody may set, so that the rest makes another: all of
    /// `metadata` but name, namespace, labels and annotations, and `status`.
    #[must_use]
    pub fn without_server_fields(mut self) -> Self {
        self.0.shift_remove("status");
        let kept = ["name", "namespace", "labels", "annotations"];
        self.metadata_mut().retain(|name, _| kept.contains(&name.as_str()));
        self
    }

    /// Reads some of its fields into a type that knows them. A `null` counts as an absent field.
    ///
    /// # Errors
    /// [`Unreadable`] if one that is there is not of its documented type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Unreadable> {
        let mut value = Value::Object(self.0.clone());
        crate::answer::drop_nulls(&mut value);
        serde_json::from_value(value)
            .map_err(|err| Unreadable { object: self.to_string(), why: crate::answer::describe(&err) })
    }

    fn text(&self, path: &[&str]) -> Option<&str> {
        self.get(path)?.as_str()
    }

    fn texts(&self, path: &[&str]) -> BTreeMap<&str, &str> {
        let pairs = self.get(path).and_then(Value::as_object).into_iter().flatten();
        pairs.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect()
    }

    fn metadata_mut(&mut self) -> &mut Map<String, Value> {
        let metadata = self.0.entry("metadata").or_insert_with(|| json!({}));
        if !metadata.is_object() {
            *metadata = json!({});
        }
        metadata.as_object_mut().expect("it was made one")
    }
}

impl fmt::Display for Object {
    /// `Deployment shop/api`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace() {
            Some(namespace) => write!(f, "{} {namespace}/{}", self.kind(), self.name()),
            None => write!(f, "{} {}", self.kind(), self.name()),
        }
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({self} at {})", self.resource_version().unwrap_or("no version"))
    }
}
