//! What the API server says when it says no: a `Status` with a reason, and details of what it is about.
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/>.
use serde_json::{Map, Value, json};

use super::kind::Kind;
use crate::call::Refusal;

/// The refusal as the body of an answer.
pub(crate) fn status(refusal: &Refusal) -> Value {
    let mut details: Map<String, Value> = refusal.members.iter().cloned().collect();
    if let Some(seconds) = refusal.retry_after {
        details.insert("retryAfterSeconds".to_owned(), seconds.into());
    }
    let mut status = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": refusal.message, "code": refusal.status.as_u16(),
    });
    if !refusal.code.is_empty() {
        status["reason"] = refusal.code.clone().into();
    }
    // Some have details without members.
    if !details.is_empty() || BARE.contains(&refusal.message.as_str()) {
        status["details"] = details.into();
    }
    status
}

/// What is said of a JSON patch that does not fit, and of a `test` that does not hold: nothing of where or why.
const UNFIT: &str = "the server rejected our request due to an error in our request";
/// What is said of a path that leads nowhere.
const NOWHERE: &str = "the server could not find the requested resource";
/// What is said of a method that the address does not take.
const METHOD: &str = "the server does not allow this method on the requested resource";
/// What is said of a form of patch that is none.
const MEDIA: &str = "415: Unsupported Media Type";
/// Words that come with empty details.
const BARE: [&str; 4] = [UNFIT, NOWHERE, METHOD, MEDIA];

/// The details of a refusal that is about one object.
fn about(refusal: Refusal, kind: &Kind, called: &str, name: &str) -> Refusal {
    let mut refusal = refusal;
    for (member, value) in [("name", name), ("group", kind.group), ("kind", called)] {
        if !value.is_empty() {
            refusal = refusal.with(member, value);
        }
    }
    refusal
}

pub(super) fn bad_request(words: impl Into<String>) -> Refusal {
    Refusal::of(400, "BadRequest", words)
}

pub(super) fn unauthorized() -> Refusal {
    Refusal::of(401, "Unauthorized", "Unauthorized")
}

/// The path leads to no kind that is kept.
pub(super) fn no_such_path() -> Refusal {
    Refusal::of(404, "NotFound", NOWHERE)
}

pub(super) fn not_found(kind: &Kind, name: &str) -> Refusal {
    let words = format!("{} {name:?} not found", kind.resource());
    about(Refusal::of(404, "NotFound", words), kind, kind.plural, name)
}

pub(super) fn not_allowed() -> Refusal {
    Refusal::of(405, "MethodNotAllowed", METHOD)
}

pub(super) fn exists(kind: &Kind, name: &str) -> Refusal {
    let words = format!("{} {name:?} already exists", kind.resource());
    about(Refusal::of(409, "AlreadyExists", words), kind, kind.plural, name)
}

/// Somebody else has changed the object since it was read, or it is another one of that name.
pub(super) fn conflict(kind: &Kind, name: &str, why: &str) -> Refusal {
    let words = format!("Operation cannot be fulfilled on {} {name:?}: {why}", kind.resource());
    about(Refusal::of(409, "Conflict", words), kind, kind.plural, name)
}

/// A deletion is meant for another version of the object, or for another object of its name.
pub(super) fn unmet(kind: &Kind, name: &str, why: &str) -> Refusal {
    let words = format!("Operation cannot be fulfilled on {} {name:?}: {why}", kind.shown());
    about(Refusal::of(409, "Conflict", words), kind, kind.name, name)
}

/// The words of a conflict over the resource version.
pub(super) const MODIFIED: &str =
    "the object has been modified; please apply your changes to the latest version and try again";

pub(super) fn forbidden(kind: &Kind, name: &str, why: &str) -> Refusal {
    let words = format!("{} {name:?} is forbidden: {why}", kind.resource());
    about(Refusal::of(403, "Forbidden", words), kind, kind.plural, name)
}

pub(super) fn unfit() -> Refusal {
    Refusal::of(422, "Invalid", UNFIT)
}

pub(super) fn no_patch() -> Refusal {
    Refusal::of(415, "UnsupportedMediaType", MEDIA)
}

pub(super) fn media_type(accepted: &str) -> Refusal {
    let words = format!("the body of the request was in an unknown format - accepted media types include: {accepted}");
    Refusal::of(415, "UnsupportedMediaType", words)
}

/// What is wrong with a field: where, which kind of wrong, and the words.
pub(super) struct Wrong {
    pub(super) field: String,
    pub(super) reason: &'static str,
    pub(super) words: String,
}

impl Wrong {
    pub(super) fn required(field: impl Into<String>, why: &str) -> Self {
        let colon = if why.is_empty() { "" } else { ": " };
        Self { field: field.into(), reason: "FieldValueRequired", words: format!("Required value{colon}{why}") }
    }

    pub(super) fn invalid(field: impl Into<String>, value: &Value, why: &str) -> Self {
        Self { field: field.into(), reason: "FieldValueInvalid", words: format!("Invalid value: {value}: {why}") }
    }

    pub(super) fn forbidden(field: impl Into<String>, why: &str) -> Self {
        Self { field: field.into(), reason: "FieldValueForbidden", words: format!("Forbidden: {why}") }
    }

    pub(super) fn unsupported(field: impl Into<String>, value: &Value, supported: &str) -> Self {
        let words = format!("Unsupported value: {value}: supported values: {supported}");
        Self { field: field.into(), reason: "FieldValueNotSupported", words }
    }
}

/// # Errors
/// The refusal that lists what is wrong, if anything is.
pub(super) fn check(kind: &Kind, name: &str, wrong: &[Wrong]) -> Result<(), Refusal> {
    let refuse = |words: &str| about(Refusal::of(422, "Invalid", words), kind, kind.name, name);
    invalid(&format!("{} {name:?} is invalid", kind.shown()), wrong, refuse)
}

/// # Errors
/// The refusal of something that is no object, if anything is wrong with it.
pub(super) fn check_nothing(wrong: &[Wrong]) -> Result<(), Refusal> {
    invalid(" \"\" is invalid", wrong, |words| Refusal::of(422, "Invalid", words))
}

/// A replacement has to say which version it was made of.
pub(super) fn no_version(kind: &Kind, name: &str) -> Refusal {
    let wrong = Wrong::invalid("metadata.resourceVersion", &json!(0), "must be specified for an update");
    let refuse = |words: &str| about(Refusal::of(422, "Invalid", words), kind, kind.plural, name);
    let refused = invalid(&format!("{} {name:?} is invalid", kind.resource()), &[wrong], refuse);
    refused.err().unwrap_or_else(unfit)
}

/// # Errors
/// The refusal of options that cannot be had.
pub(super) fn check_options(options: &str, wrong: &[Wrong]) -> Result<(), Refusal> {
    let refuse = |words: &str| Refusal::of(422, "Invalid", words).with("group", "meta.k8s.io").with("kind", options);
    invalid(&format!("{options}.meta.k8s.io \"\" is invalid"), wrong, refuse)
}

fn invalid(what: &str, wrong: &[Wrong], refuse: impl Fn(&str) -> Refusal) -> Result<(), Refusal> {
    let sentences: Vec<String> = wrong.iter().map(|one| format!("{}: {}", one.field, one.words)).collect();
    let list = match &sentences[..] {
        [] => return Ok(()),
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    let cause = |one: &Wrong| json!({ "reason": one.reason, "message": one.words, "field": one.field });
    Err(refuse(&format!("{what}: {list}")).with("causes", wrong.iter().map(cause).collect::<Value>()))
}
