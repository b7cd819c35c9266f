//! From what was sent to what is kept: the system's own fields, defaults, validation, generation.
use serde_json::{Value, json};

use super::ask::Ask;
use super::kind::{Kind, Trait};
use super::object::wanted;
use super::refusal::{MODIFIED, Wrong};
use super::target::Part;
use super::{Cluster, Object, defaults, merge, refusal, validate};
use crate::call::Refusal;

/// # Errors
/// 400 when a body is not of the kind of its address. What a body of a built-in kind does not say is taken from there.
pub(super) fn check_type(kind: &Kind, body: &Value) -> Result<(), Refusal> {
    let given = |member: &str| body[member].as_str().unwrap_or_default().to_owned();
    let (version, name) = (given("apiVersion"), given("kind"));
    if kind.has(Trait::Custom) && (version.is_empty() || name.is_empty()) {
        let own = kind.name;
        let words = format!(
            "the object provided is unrecognized (must be of type {own}): Object 'Kind' is missing in '{body}'"
        );
        return Err(refusal::bad_request(words));
    }
    let fits = |given: &str, own: &str| given.is_empty() || given == own;
    if fits(&version, &kind.api_version()) && fits(&name, kind.name) {
        return Ok(());
    }
    let words = format!("{name} in version {version:?} cannot be handled as a {}: unknown conversion", kind.name);
    Err(refusal::bad_request(words))
}

/// # Errors
/// 400 when a configuration to be applied is not of the kind, the name or the namespace of its address.
pub(super) fn check_applied(ask: &Ask) -> Result<(), Refusal> {
    let (kind, body) = (ask.target.kind, &ask.body);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (version, name) = (text(&body["apiVersion"]), text(&body["kind"]));
    if version != kind.api_version() || name != kind.name {
        let (group, version) = version.split_once('/').unwrap_or(("", &version));
        return Err(refusal::bad_request(format!("invalid object type: {group}/{version}, Kind={name}")));
    }
    check_name(&text(&body["metadata"]["name"]), &ask.target.name)?;
    check_given_namespace(&text(&body["metadata"]["namespace"]), &ask.target.namespace)
}

/// # Errors
/// 409 when `doc` was made of another version of the object, or of another object of its name; 422 when it has to say
/// which version it was made of and does not.
pub(super) fn check_version(kind: &Kind, live: &Object, doc: &Value, required: bool) -> Result<(), Refusal> {
    let given = |member: &str| doc["metadata"][member].as_str().filter(|text| !text.is_empty());
    match given("resourceVersion") {
        None if required => return Err(refusal::no_version(kind, live.name())),
        Some(version) if version != live.meta("resourceVersion") => {
            return Err(refusal::conflict(kind, live.name(), MODIFIED));
        }
        _ => {}
    }
    match given("uid") {
        Some(uid) if uid != live.uid() => {
            let key = format!("/registry/{}/{}/{}", kind.plural, live.namespace(), live.name());
            let why = format!(
                "StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: \
                 Precondition failed: UID in precondition: {uid}, UID in object meta: {}",
                live.uid()
            );
            Err(refusal::conflict(kind, live.name(), &why))
        }
        _ => Ok(()),
    }
}

impl Cluster {
    /// Settles the name and the namespace of a new object.
    ///
    /// # Errors
    /// 400 when they are not those of the address, 422 when there is no name, 404 or 403 when there is no such namespace.
    pub(super) fn name(&mut self, ask: &Ask, doc: &mut Value) -> Result<(), Refusal> {
        let (kind, namespace) = (ask.target.kind, ask.target.namespace.as_str());
        if !doc["metadata"].is_object() {
            doc["metadata"] = json!({});
        }
        let given = |doc: &Value, member: &str| doc["metadata"][member].as_str().unwrap_or_default().to_owned();
        let asked = given(doc, "namespace");
        check_given_namespace(&asked, namespace)?;
        if kind.namespaced {
            doc["metadata"]["namespace"] = namespace.into();
        }
        let (name, prefix) = (given(doc, "name"), given(doc, "generateName"));
        if !ask.target.name.is_empty() {
            check_name(&name, &ask.target.name)?;
            doc["metadata"]["name"] = ask.target.name.clone().into();
        } else if name.is_empty() && !prefix.is_empty() {
            doc["metadata"]["name"] = format!("{prefix}{}", self.suffix()).into();
        } else if name.is_empty() {
            let wrong = Wrong::required("metadata.name", "name or generateName is required");
            refusal::check(kind, "", &[wrong])?;
        }
        self.check_namespace(kind, namespace, &given(doc, "name"))
    }

    fn check_namespace(&self, kind: &Kind, namespace: &str, name: &str) -> Result<(), Refusal> {
        if !kind.namespaced {
            return Ok(());
        }
        let own = Kind::named("Namespace").and_then(|own| Some((own, self.get("Namespace", "", namespace)?)));
        match own {
            None => {
                Err(Kind::named("Namespace")
                    .map_or_else(refusal::no_such_path, |own| refusal::not_found(own, namespace)))
            }
            Some((_, held)) if held.is_deleting() => {
                let why =
                    format!("unable to create new content in namespace {namespace} because it is being terminated");
                let cause = json!([{ "reason": "NamespaceTerminating", "message": format!("namespace {namespace} is being terminated"), "field": "metadata.namespace" }]);
                Err(refusal::forbidden(kind, name, &why).with("causes", cause))
            }
            Some(_) => Ok(()),
        }
    }

    /// Five letters and digits, as generated names end.
    pub(super) fn suffix(&mut self) -> String {
        letters(&self.ids.hex("kubernetes-suffix", 5))
    }

    /// A new object as it is kept.
    pub(super) fn admit_new(&mut self, kind: &Kind, mut doc: Value) -> Result<Value, Refusal> {
        if doc["metadata"].get("resourceVersion").is_some_and(|version| version != "") {
            return Err(Refusal::of(500, "", "resourceVersion should not be set on objects to be created"));
        }
        doc["apiVersion"] = Kind::named(kind.name).map_or_else(|| kind.api_version(), Kind::api_version).into();
        doc["kind"] = kind.name.into();
        let uid = self.ids.uuid("kubernetes-object");
        if let Some(metadata) = doc["metadata"].as_object_mut() {
            for member in ["managedFields", "generation", "resourceVersion", "deletionTimestamp", "selfLink"] {
                metadata.shift_remove(member);
            }
            metadata.insert("uid".to_owned(), uid.into());
            metadata.insert("creationTimestamp".to_owned(), self.now.iso().into());
            if kind.has(Trait::Generation) {
                metadata.insert("generation".to_owned(), 1.into());
            }
        }
        if let Some(members) = doc.as_object_mut().filter(|_| kind.has(Trait::Status)) {
            members.shift_remove("status");
        }
        defaults::fill(kind, &mut doc);
        self.assign(kind, &mut doc);
        refusal::check(kind, doc["metadata"]["name"].as_str().unwrap_or_default(), &validate::object(kind, &doc))?;
        Ok(doc)
    }

    /// Gives a Service its address, and a Job the labels of its pods.
    fn assign(&mut self, kind: &Kind, doc: &mut Value) {
        if kind.name == "Job" && doc["spec"]["manualSelector"] != true {
            let (uid, name) = (doc["metadata"]["uid"].clone(), doc["metadata"]["name"].clone());
            let labels = json!({
                "batch.kubernetes.io/controller-uid": uid, "controller-uid": uid, "batch.kubernetes.io/job-name": name,
                "job-name": name,
            });
            doc["spec"]["selector"] = json!({ "matchLabels": { "batch.kubernetes.io/controller-uid": uid } });
            let labelled = json!({ "metadata": { "labels": labels } });
            merge(doc, &labelled);
            merge(&mut doc["spec"]["template"], &labelled);
        }
        if kind.name != "Service" || doc["spec"]["type"] == "ExternalName" || doc["spec"].get("clusterIP").is_some() {
            return;
        }
        let host = u64::from_str_radix(&self.ids.hex("kubernetes-address", 4), 16).unwrap_or_default();
        let address = format!("10.100.{}.{}", host / 256, host % 256);
        doc["spec"]["clusterIPs"] = json!([address]);
        doc["spec"]["clusterIP"] = address.into();
    }
}

/// A new object without what the system has given it: what its maker owns.
pub(super) fn given(kind: &Kind, doc: &Value) -> Value {
    let mut given = doc.clone();
    let mut drop = |path: &str, member: &str| {
        if let Some(Value::Object(members)) = given.pointer_mut(path) {
            members.shift_remove(member);
        }
    };
    if kind.has(Trait::Status) {
        drop("", "status");
    }
    match kind.name {
        "Namespace" => drop("", "spec"),
        "Service" => ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]
            .map(|name| drop("/spec", name))
            .into_iter()
            .collect(),
        "Job" => {
            drop("/metadata", "labels");
            drop("/spec", "selector");
            drop("/spec/template", "metadata");
        }
        _ => {}
    }
    given
}

/// What a change makes of `live`.
pub(super) fn change(kind: &Kind, live: &Object, doc: Value, part: Part) -> Result<Value, Refusal> {
    let mut doc = doc;
    let given = |member: &str| doc["metadata"][member].as_str().filter(|text| !text.is_empty());
    check_name(given("name").unwrap_or_default(), live.name())?;
    check_given_namespace(given("namespace").unwrap_or_default(), live.namespace())?;
    if part == Part::Status {
        let mut kept = live.doc.clone();
        kept["status"] = doc["status"].take();
        return Ok(kept);
    }
    if !doc["metadata"].is_object() {
        doc["metadata"] = json!({});
    }
    let system = [
        "name",
        "namespace",
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "generation",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ];
    if let Some(metadata) = doc["metadata"].as_object_mut() {
        metadata.shift_remove("managedFields");
        for member in system {
            match live.doc["metadata"].get(member) {
                Some(value) => drop(metadata.insert(member.to_owned(), value.clone())),
                None => drop(metadata.shift_remove(member)),
            }
        }
    }
    for member in ["apiVersion", "kind"] {
        doc[member] = live.doc[member].clone();
    }
    if kind.has(Trait::Status) {
        match live.doc.get("status") {
            Some(status) => doc["status"] = status.clone(),
            None => drop(doc.as_object_mut().and_then(|members| members.shift_remove("status"))),
        }
    }
    defaults::fill(kind, &mut doc);
    defaults::keep(kind, &live.doc, &mut doc);
    let mut wrong = validate::object(kind, &doc);
    wrong.extend(validate::change(kind, &live.doc, &doc));
    refusal::check(kind, live.name(), &wrong)?;
    if kind.has(Trait::Generation) && wanted(kind, &doc) != wanted(kind, &live.doc) {
        doc["metadata"]["generation"] = (live.generation() + 1).into();
    }
    Ok(doc)
}

/// Hexadecimal digits in the letters that generated names are made of.
/// Source: <https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go>.
pub(super) fn letters(hex: &str) -> String {
    const ALPHABET: &[u8; 16] = b"bcdfghjklmnpqrst";
    let letter = |digit: char| char::from(ALPHABET[digit.to_digit(16).unwrap_or_default() as usize]);
    hex.chars().map(letter).collect()
}

/// # Errors
/// 400 when an object does not say its name, which the address alone says.
pub(super) fn check_named(ask: &Ask) -> Result<(), Refusal> {
    if ask.body["metadata"]["name"].as_str().is_some_and(|name| !name.is_empty()) {
        return Ok(());
    }
    let name = &ask.target.name;
    let words = format!("the name of the object ({name} based on URL) was undeterminable: name must be provided");
    Err(refusal::bad_request(words))
}

fn check_given_namespace(given: &str, wanted: &str) -> Result<(), Refusal> {
    if given.is_empty() || given == wanted {
        return Ok(());
    }
    let words = "the namespace of the provided object does not match the namespace sent on the request";
    Err(refusal::bad_request(words))
}

fn check_name(given: &str, wanted: &str) -> Result<(), Refusal> {
    if given.is_empty() || given == wanted {
        return Ok(());
    }
    let words = format!("the name of the object ({given}) does not match the name on the URL ({wanted})");
    Err(refusal::bad_request(words))
}
