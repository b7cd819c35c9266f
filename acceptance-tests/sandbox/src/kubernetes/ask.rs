//! One request to the API, read.
use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{Method, Request};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::refusal::{self, Wrong};
use super::target::{Part, Target};
use crate::call::Refusal;
use crate::params::Params;

/// What is asked, and of what.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) verb: Verb,
    pub(super) target: Target,
    pub(super) params: Params,
    /// Null when there is none.
    pub(super) body: Value,
    /// Who shall own the fields that are written.
    pub(super) manager: String,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    List,
    Create,
    Replace,
    Patch(Form),
    Delete,
    DeleteCollection,
}

/// How a patch says what it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// RFC 6902.
    Json,
    /// RFC 7386.
    Merge,
    /// Kubernetes' own, which knows the keys of lists.
    Strategic,
    /// Server-side apply.
    Apply,
}

const FORMS: [(&str, Form); 4] = [
    ("application/json-patch+json", Form::Json),
    ("application/merge-patch+json", Form::Merge),
    ("application/strategic-merge-patch+json", Form::Strategic),
    ("application/apply-patch+yaml", Form::Apply),
];

impl Ask {
    /// Reads a request whose path, below the cluster's own address, is `path`.
    ///
    /// # Errors
    /// The refusal of a path, method, body or option that cannot be had.
    pub(super) fn read(request: &Request<Bytes>, path: &str) -> Result<Self, Refusal> {
        let target = Target::of(&percent_decode_str(path).decode_utf8_lossy())?;
        let params = Params::parse(request.uri().query().unwrap_or_default());
        let verb = verb(request, &target)?;
        let body = body(request, verb)?;
        let header = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
        let agent = header.and_then(|agent| agent.split('/').next()).filter(|name| !name.is_empty());
        let manager = params.get("fieldManager").or(agent).unwrap_or("unknown").to_owned();
        let ask = Self { verb, target, params, body, manager };
        ask.check()?;
        Ok(ask)
    }

    /// `PatchDeploymentScale`, as plans of faults and the log name it.
    pub(super) fn operation(&self) -> String {
        let verb = match self.verb {
            Verb::Get => "Get",
            Verb::List => "List",
            Verb::Create => "Create",
            Verb::Replace => "Replace",
            Verb::Patch(Form::Apply) => "Apply",
            Verb::Patch(_) => "Patch",
            Verb::Delete => "Delete",
            Verb::DeleteCollection => "DeleteCollection",
        };
        let part = match self.target.part {
            Part::Whole => "",
            Part::Status => "Status",
            Part::Scale => "Scale",
        };
        let name = self.target.kind.name;
        if self.verb == Verb::List { format!("{verb}{name}s") } else { format!("{verb}{name}{part}") }
    }

    pub(super) fn is_dry_run(&self) -> bool {
        let deletes = matches!(self.verb, Verb::Delete | Verb::DeleteCollection);
        self.params.get("dryRun").is_some() || (deletes && self.body["dryRun"][0] == "All")
    }

    pub(super) fn is_strict(&self) -> bool {
        self.params.get("fieldValidation") == Some("Strict")
    }

    pub(super) fn forces(&self) -> bool {
        is_on(&self.params, "force")
    }

    fn check(&self) -> Result<(), Refusal> {
        let (options, apply) = match self.verb {
            Verb::Get | Verb::List | Verb::Delete | Verb::DeleteCollection => return Ok(()),
            Verb::Create => ("CreateOptions", false),
            Verb::Replace => ("UpdateOptions", false),
            Verb::Patch(form) => ("PatchOptions", form == Form::Apply),
        };
        let mut wrong = Vec::new();
        if let Some(other) = self.params.get("dryRun").filter(|value| *value != "All") {
            wrong.push(Wrong::unsupported("dryRun", &json!([other]), "\"All\""));
        }
        let validation = self.params.get("fieldValidation").unwrap_or_default();
        if !["", "Ignore", "Warn", "Strict"].contains(&validation) {
            let supported = "\"\", \"Ignore\", \"Strict\", \"Warn\"";
            wrong.push(Wrong::unsupported("fieldValidation", &validation.into(), supported));
        }
        if apply && self.params.get("fieldManager").is_none_or(str::is_empty) {
            wrong.push(Wrong::required("fieldManager", "is required for apply patch"));
        }
        if !apply && self.params.get("force").is_some() {
            wrong.push(Wrong::forbidden("force", "may not be specified for non-apply patch"));
        }
        if self.manager.len() > 128 {
            wrong.push(Wrong::invalid("fieldManager", &self.manager.clone().into(), "may not be longer than 128"));
        }
        refusal::check_options(options, &wrong)
    }
}

/// Whether a switch is on: it is there, and not as `false` or `0`.
fn is_on(params: &Params, name: &str) -> bool {
    params.get(name).is_some_and(|value| !value.eq_ignore_ascii_case("false") && value != "0")
}

fn verb(request: &Request<Bytes>, target: &Target) -> Result<Verb, Refusal> {
    let (method, collection) = (request.method(), target.name.is_empty());
    // To all namespaces at once nothing is written.
    let everywhere = target.kind.namespaced && target.namespace.is_empty();
    let params = Params::parse(request.uri().query().unwrap_or_default());
    if is_on(&params, "watch") {
        let words = "The sandbox plays no watches: list again.";
        return Err(Refusal::of(405, "MethodNotAllowed", words));
    }
    match (method, collection) {
        (&Method::GET, true) => Ok(Verb::List),
        (&Method::GET, false) => Ok(Verb::Get),
        (&Method::POST, true) if !everywhere => Ok(Verb::Create),
        (&Method::PUT, false) => Ok(Verb::Replace),
        (&Method::DELETE, true) if !everywhere => Ok(Verb::DeleteCollection),
        (&Method::DELETE, false) if target.part == Part::Whole => Ok(Verb::Delete),
        (&Method::PATCH, false) => {
            let media = media(request);
            let form = FORMS.iter().find(|(name, _)| *name == media).map(|(_, form)| *form);
            Ok(Verb::Patch(form.ok_or_else(refusal::no_patch)?))
        }
        _ => Err(refusal::not_allowed()),
    }
}

/// The media type of the body; empty when it is not said.
fn media(request: &Request<Bytes>) -> &str {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    header.unwrap_or_default().split(';').next().unwrap_or_default().trim()
}

/// The body: JSON, also where the real server would take YAML or protobuf.
fn body(request: &Request<Bytes>, verb: Verb) -> Result<Value, Refusal> {
    if matches!(verb, Verb::Get | Verb::List) || request.body().is_empty() {
        return Ok(Value::Null);
    }
    let media = media(request);
    if matches!(verb, Verb::Create | Verb::Replace | Verb::Delete) && !["", "application/json"].contains(&media) {
        return Err(refusal::media_type("application/json"));
    }
    let words = |error: serde_json::Error| refusal::bad_request(format!("the body is not JSON: {error}"));
    let body: Value = serde_json::from_slice(request.body()).map_err(words)?;
    let is_list = verb == Verb::Patch(Form::Json);
    if body.is_object() != is_list && body.is_array() == is_list {
        return Ok(body);
    }
    Err(refusal::bad_request(if is_list {
        "a JSON patch is a list of operations"
    } else {
        "the body is not an object"
    }))
}
