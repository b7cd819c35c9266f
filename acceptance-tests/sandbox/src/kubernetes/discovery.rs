//! What a client can find out about the API itself.
//! Source: <https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api>.
use http::Method;
use serde_json::{Value, json};

use super::kind::{KINDS, Kind, Trait};

/// What `kubectl` may be told in place of a plural.
const SHORT: [(&str, &str); 10] = [
    ("configmaps", "cm"),
    ("deployments", "deploy"),
    ("events", "ev"),
    ("horizontalpodautoscalers", "hpa"),
    ("ingresses", "ing"),
    ("namespaces", "ns"),
    ("poddisruptionbudgets", "pdb"),
    ("pods", "po"),
    ("replicasets", "rs"),
    ("services", "svc"),
];

/// The answer to a question about versions, groups or kinds.
pub(super) fn answer(method: &Method, path: &str, version: &str) -> Option<Value> {
    if method != Method::GET {
        return None;
    }
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match &parts[..] {
        ["version"] => Some(about(version)),
        ["api"] => Some(json!({ "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [] })),
        ["apis"] => {
            let mut names: Vec<&str> = KINDS.iter().map(|kind| kind.group).filter(|name| !name.is_empty()).collect();
            names.dedup();
            let groups: Value = names.into_iter().filter_map(group).collect();
            Some(json!({ "kind": "APIGroupList", "apiVersion": "v1", "groups": groups }))
        }
        ["apis", name] => {
            let mut found = group(name)?;
            found["kind"] = "APIGroup".into();
            found["apiVersion"] = "v1".into();
            Some(found)
        }
        ["api", version] => resources("", version),
        ["apis", group, version] => resources(group, version),
        _ => None,
    }
}

fn about(version: &str) -> Value {
    let minor = version.split('.').nth(1).unwrap_or_default();
    json!({
        "major": "1", "minor": minor, "gitVersion": format!("v{version}.0-kgas-sandbox"), "gitCommit": "", "gitTreeState": "",
        "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "", "platform": "linux/amd64",
    })
}

fn group(name: &str) -> Option<Value> {
    let kind = KINDS.iter().find(|kind| kind.group == name)?;
    let version = json!({ "groupVersion": kind.api_version(), "version": kind.version });
    Some(json!({ "name": name, "versions": [version], "preferredVersion": version }))
}

fn resources(group: &str, version: &str) -> Option<Value> {
    let kinds: Vec<&Kind> = KINDS.iter().filter(|kind| kind.group == group && kind.version == version).collect();
    let first = kinds.first()?;
    let mut list = Vec::new();
    for kind in &kinds {
        let short = SHORT.iter().filter(|(plural, _)| *plural == kind.plural).map(|(_, short)| *short);
        list.push(json!({
            "name": kind.plural, "singularName": kind.name.to_lowercase(), "namespaced": kind.namespaced, "kind": kind.name,
            "verbs": ["create", "delete", "deletecollection", "get", "list", "patch", "update"],
            "shortNames": short.collect::<Vec<_>>(),
        }));
        for (part, what) in [(Trait::Status, "status"), (Trait::Scale, "scale")] {
            if kind.has(part) {
                let shown = if part == Trait::Scale { "Scale" } else { kind.name };
                list.push(json!({
                    "name": format!("{}/{what}", kind.plural), "singularName": "", "namespaced": kind.namespaced,
                    "kind": shown, "verbs": ["get", "patch", "update"],
                }));
            }
        }
    }
    let of = first.api_version();
    Some(json!({ "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": of, "resources": list }))
}
