//! The sandbox answers what a real API server answered: Kubernetes 1.36.4 with the `HTTPRoute` of Gateway API 1.4.0.
//! `tests/python/kubernetes_record.py` made the recording, and makes it again.
use serde_json::{Map, Value};

use super::Kube;

const ROWS: &str = include_str!("../../fixtures/kubernetes.json");

/// What every server, or every run, has otherwise.
const OWN: [&str; 6] = ["clusterIP", "clusterIPs", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"];

/// Of a refusal all of it; of an object what is wanted of it, and of its metadata what is not the server's own.
fn kept(answer: &Value) -> Value {
    let members = answer.as_object().into_iter().flatten();
    let refused = answer["kind"] == "Status";
    let wanted = |name: &str| {
        if refused { ["reason", "message", "details"].contains(&name) } else { !["status", "items"].contains(&name) }
    };
    let mut kept: Map<String, Value> =
        members.filter(|(name, _)| wanted(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    if !refused {
        let metadata = answer["metadata"].as_object().into_iter().flatten();
        let own = metadata.filter(|(name, _)| ["generation", "labels", "finalizers"].contains(&name.as_str()));
        kept.insert("metadata".to_owned(), own.map(|(name, value)| (name.clone(), value.clone())).collect());
    }
    plain(&Value::Object(kept))
}

fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
            members.map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::String(text) => without_uids(text).into(),
        other => other.clone(),
    }
}

/// The text with `UID` in place of each UUID.
fn without_uids(text: &str) -> String {
    let is_uuid = |part: &str| {
        let dashes = [8, 13, 18, 23];
        part.char_indices().all(|(at, c)| if dashes.contains(&at) { c == '-' } else { c.is_ascii_hexdigit() })
    };
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.get(..36).is_some_and(|part| part.is_ascii() && is_uuid(part)) {
            plain.push_str("UID");
            rest = &rest[36..];
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    plain
}

#[test]
fn every_row_is_answered_as_the_real_server_answered_it() {
    let mut kube = Kube::new();
    let rows: Vec<Value> = serde_json::from_str(ROWS).unwrap();
    assert!(rows.len() > 80, "{}", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let text = |member: &str| row[member].as_str().unwrap_or_default();
        let media = row["media"].as_str().unwrap_or("application/json");
        let path = text("path").trim_start_matches('/');
        let (status, answer) = kube.send(text("method"), path, media, &row["body"]);
        let seen = kept(&answer);
        if status != row["status"] || seen != row["answer"] {
            let name = text("name");
            wrong.push(format!("{name}: {status} {seen}\n  recorded: {} {}", row["status"], row["answer"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
