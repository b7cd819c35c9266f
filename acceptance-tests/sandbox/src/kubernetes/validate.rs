//! What an object has to be, as far as a client of a rollout can get it wrong.
//! Source: <https://github.com/kubernetes/kubernetes/tree/master/pkg/apis>, the packages called validation.
use serde_json::{Value, json};

use super::kind::{Kind, Trait};
use super::refusal::Wrong;
use super::selector::Selector;

/// What is wrong with an object.
pub(super) fn object(kind: &Kind, doc: &Value) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    name(kind, doc["metadata"]["name"].as_str().unwrap_or_default(), &mut wrong);
    if kind.has(Trait::Scale) {
        workload(&doc["spec"], &mut wrong);
    }
    match kind.name {
        "HTTPRoute" => weights(doc, "/spec/rules", "backendRefs", 1_000_000, &mut wrong),
        "VirtualService" => weights(doc, "/spec/http", "route", 100, &mut wrong),
        "HorizontalPodAutoscaler" => {
            let (min, max) = (doc["spec"]["minReplicas"].as_i64(), doc["spec"]["maxReplicas"].as_i64());
            if max.is_none_or(|max| max < min.unwrap_or(1)) {
                let why = "must be greater than or equal to `minReplicas`";
                wrong.push(Wrong::invalid("spec.maxReplicas", &doc["spec"]["maxReplicas"], why));
            }
        }
        "Service" if needs_ports(&doc["spec"]) => wrong.push(Wrong::required("spec.ports", "")),
        _ => {}
    }
    wrong
}

fn needs_ports(spec: &Value) -> bool {
    let portless = spec["type"] == "ExternalName" || spec["clusterIP"] == "None";
    !portless && spec["ports"].as_array().is_none_or(Vec::is_empty)
}

/// What is wrong with a change of an object.
pub(super) fn change(kind: &Kind, old: &Value, new: &Value) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut fixed = |pointer: &str, field: &str, why: &str| {
        if old.pointer(pointer) != new.pointer(pointer) {
            wrong.push(Wrong::invalid(field, new.pointer(pointer).unwrap_or(&Value::Null), why));
        }
    };
    match kind.name {
        "Deployment" | "ReplicaSet" | "Job" => fixed("/spec/selector", "spec.selector", "field is immutable"),
        "Service" if old["spec"]["clusterIP"] != new["spec"]["clusterIP"] => {
            let value = json!([new["spec"]["clusterIP"]]);
            wrong.push(Wrong::invalid("spec.clusterIPs[0]", &value, "may not change once set"));
        }
        "RoleBinding" => fixed("/roleRef", "roleRef", "cannot change roleRef"),
        _ => {}
    }
    if ["ConfigMap", "Secret"].contains(&kind.name) && old["immutable"] == true {
        for member in ["data", "binaryData", "immutable"] {
            if old.get(member) != new.get(member) {
                wrong.push(Wrong::forbidden(member, "field is immutable when `immutable` is set"));
            }
        }
    }
    wrong
}

fn name(kind: &Kind, name: &str, wrong: &mut Vec<Wrong>) {
    // The names of roles may be anything that fits into a path.
    if ["Role", "RoleBinding"].contains(&kind.name) {
        return;
    }
    let label = ["Namespace", "Service"].contains(&kind.name);
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let part =
        |part: &str| !part.is_empty() && part.chars().all(inner) && !part.starts_with('-') && !part.ends_with('-');
    let fits = if label { name.len() <= 63 && part(name) } else { name.len() <= 253 && name.split('.').all(part) };
    if !fits {
        wrong.push(Wrong::invalid("metadata.name", &name.into(), if label { LABEL } else { SUBDOMAIN }));
    }
}

const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start \
    and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and \
    must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

fn workload(spec: &Value, wrong: &mut Vec<Wrong>) {
    if spec["replicas"].as_i64().is_none_or(|replicas| replicas < 0) {
        wrong.push(Wrong::invalid("spec.replicas", &spec["replicas"], "must be greater than or equal to 0"));
    }
    let labels = &spec["template"]["metadata"]["labels"];
    let selector = Selector::of(&spec["selector"]);
    if selector.is_none() {
        wrong.push(Wrong::required("spec.selector", ""));
    }
    if selector.is_none_or(|selector| !selector.selects(labels)) {
        let labels = if labels.is_null() { json!({}) } else { labels.clone() };
        wrong.push(Wrong::invalid(
            "spec.template.metadata.labels",
            &labels,
            "`selector` does not match template `labels`",
        ));
    }
    if spec["template"]["spec"]["containers"].as_array().is_none_or(Vec::is_empty) {
        wrong.push(Wrong::required("spec.template.spec.containers", ""));
    }
    let update = &spec["strategy"]["rollingUpdate"];
    if update.is_object() && [&update["maxSurge"], &update["maxUnavailable"]].iter().all(|amount| is_zero(amount)) {
        let why = "may not be 0 when `maxSurge` is 0";
        wrong.push(Wrong::invalid("spec.strategy.rollingUpdate.maxUnavailable", &update["maxUnavailable"], why));
    }
}

fn is_zero(amount: &Value) -> bool {
    *amount == 0 || *amount == "0%" || *amount == "0"
}

fn weights(doc: &Value, rules: &str, targets: &str, most: i64, wrong: &mut Vec<Wrong>) {
    for (at, rule) in doc.pointer(rules).and_then(Value::as_array).into_iter().flatten().enumerate() {
        for (to, target) in rule[targets].as_array().into_iter().flatten().enumerate() {
            let Some(weight) = target.get("weight") else { continue };
            if weight.as_i64().is_none_or(|weight| !(0..=most).contains(&weight)) {
                let field = format!("{}[{at}].{targets}[{to}].weight", rules.trim_start_matches('/').replace('/', "."));
                let low = weight.as_i64().is_some_and(|weight| weight < 0);
                let bound =
                    if low { "greater than or equal to 0".to_owned() } else { format!("less than or equal to {most}") };
                let why = format!("{field} in body should be {bound}");
                wrong.push(Wrong::invalid(field, weight, &why));
            }
        }
    }
}
