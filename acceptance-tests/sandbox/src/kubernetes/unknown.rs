//! `fieldValidation=Strict`: members that a kind does not have. Only the top of an object and of its `spec` are looked at.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation>.
use serde_json::Value;

use super::ask::Ask;
use super::kind::Kind;
use super::refusal::{self, Wrong};
use crate::call::Refusal;

/// The paths of members that the kind does not have.
fn found(kind: &Kind, doc: &Value) -> Vec<String> {
    let names =
        |value: &Value| value.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let beyond = |value: &Value, known: &str| {
        names(value).into_iter().filter(|name| !known.split(' ').any(|one| one == name)).collect::<Vec<_>>()
    };
    let known = format!("apiVersion kind metadata {}", kind.members);
    let mut found = Vec::new();
    if !kind.spec.is_empty() {
        found.extend(beyond(&doc["spec"], kind.spec).into_iter().map(|name| format!("spec.{name}")));
    }
    found.extend(beyond(doc, &known));
    found
}

fn sentence(unknown: &[String]) -> String {
    let each: Vec<String> = unknown.iter().map(|path| format!("unknown field {path:?}")).collect();
    format!("strict decoding error: {}", each.join(", "))
}

/// # Errors
/// 400 that names what a created or replaced object should not have.
pub(super) fn check(kind: &Kind, ask: &Ask) -> Result<(), Refusal> {
    let unknown = if ask.is_strict() { found(kind, &ask.body) } else { Vec::new() };
    if unknown.is_empty() {
        return Ok(());
    }
    let (name, version) = (kind.name, kind.version);
    Err(refusal::bad_request(format!(
        "{name} in version {version:?} cannot be handled as a {name}: {}",
        sentence(&unknown)
    )))
}

/// # Errors
/// 422 that names what a patched object should not have.
pub(super) fn check_patched(kind: &Kind, ask: &Ask, doc: &Value) -> Result<(), Refusal> {
    let unknown = if ask.is_strict() { found(kind, doc) } else { Vec::new() };
    if unknown.is_empty() {
        return Ok(());
    }
    let wrong = Wrong::invalid("patch", &doc.to_string().into(), &sentence(&unknown));
    refusal::check_nothing(&[wrong])
}

/// # Errors
/// The refusal of a configuration with fields that the kind does not have: it cannot be merged, strict or not.
pub(super) fn check_applied(kind: &Kind, ask: &Ask) -> Result<(), Refusal> {
    let Some(first) = found(kind, &ask.body).into_iter().next() else { return Ok(()) };
    let text = |member: &str| ask.body["metadata"][member].as_str().unwrap_or_default();
    let words = format!(
        "failed to create typed patch object ({}/{}; {}, Kind={}): .{first}: field not declared in schema",
        text("namespace"),
        text("name"),
        kind.api_version(),
        kind.name
    );
    Err(Refusal::of(500, "", words))
}
