//! What was asked of the clouds, in order.
use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value, json};

use crate::call::{Call, Service};
use crate::fault::Cut;
use crate::moment::Moment;

/// Longest text of a parameter that is kept, in characters.
const LONGEST: usize = 100;

/// The calls so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    entries: Vec<Value>,
}

impl Log {
    /// Notes a call: when, what, with what, and what came of it.
    pub(crate) fn note(&mut self, at: Moment, call: &Call, answer: &Response<Bytes>, fault: Option<(&str, bool)>) {
        let performed = fault.is_none_or(|(_, performed)| performed);
        let mut entry = json!({
            "n": self.entries.len(),
            "at": at.0,
            "service": call.service.name(),
            "region": call.region,
            "operation": call.operation,
            "params": params(call),
            "status": if answer.extensions().get::<Cut>().is_some() { Value::Null } else { answer.status().as_u16().into() },
            "code": answer.extensions().get::<Code>().map(|code| code.0.as_str()),
            "performed": performed,
            "fault": fault.map(|(name, _)| name),
        });
        // What is written to a cluster is kept whole, as its audit log would have it.
        if call.service == Service::Kubernetes && !call.body.is_null() {
            entry["body"] = call.body.clone();
        }
        self.entries.push(entry);
    }

    /// The entries from the `since`th on.
    pub(crate) fn list(&self, since: usize) -> Value {
        json!({ "log": self.entries.get(since..).unwrap_or_default() })
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}

/// The code of a refusal, for the log.
#[derive(Clone, Debug)]
pub(crate) struct Code(pub(crate) String);

/// The parts of the path and the short parameters.
fn params(call: &Call) -> Value {
    let mut all = Map::new();
    for (name, part) in &call.path {
        all.insert((*name).to_owned(), part.as_str().into());
    }
    for (name, value) in call.params.iter().filter(|(name, _)| !name.starts_with("X-Amz-")) {
        all.insert(name.to_owned(), short(value));
    }
    for (name, value) in call.body.as_object().into_iter().flatten() {
        all.insert(name.clone(), short(value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str()));
    }
    Value::Object(all)
}

fn short(text: &str) -> Value {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]).into(),
        None => text.into(),
    }
}
