//! I8: others' parts of a shared route.
use serde_json::Value;

use super::{Invariant, Moment, Subject, Violation, broken};

/// With what the keys of our own annotations and labels begin, and the names of our own rules.
const OURS: &str = "kgas";

/// How the annotation of a load balancer is called that has the weights of what is named behind it.
const ACTION: &str = "alb.ingress.kubernetes.io/actions.";

pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    let is_told = |moment: &&Moment<'_>| !moment.before.route.is_null() && !moment.after.route.is_null();
    let ours = moments.iter().filter(|moment| !subject.owned && moment.is_by(subject) && moment.is_of_route());
    let changed = ours.filter(is_told).filter_map(|moment| {
        let (before, after) = (of_others(subject, &moment.before.route), of_others(subject, &moment.after.route));
        (before != after).then(|| broken(Invariant::Foreign, moment, format!("{before} became {after}")))
    });
    changed.collect()
}

/// The route without what is ours: the slots and the backend whose place they take, rules and marks of ours, and what the
/// API server itself writes.
fn of_others(subject: &Subject, route: &Value) -> Value {
    let mut route = route.clone();
    if let Some(object) = route.as_object_mut() {
        object.shift_remove("status");
    }
    let metadata = &mut route["metadata"];
    for written in ["resourceVersion", "generation", "managedFields"] {
        metadata.as_object_mut().and_then(|metadata| metadata.shift_remove(written));
    }
    for marks in ["annotations", "labels"] {
        // Not by index, which would put a null where there is nothing.
        let Some(all) = metadata.get_mut(marks).and_then(Value::as_object_mut) else { continue };
        let is_action = |key: &str| subject.deployments().any(|name| key == format!("{ACTION}{name}"));
        all.retain(|key, _| !key.starts_with(OURS) && !is_action(key));
        if all.is_empty() {
            metadata.as_object_mut().and_then(|metadata| metadata.shift_remove(marks));
        }
    }
    if let Some(selector) = route.pointer_mut("/spec/selector").and_then(Value::as_object_mut) {
        selector.retain(|key, _| !key.starts_with(OURS));
    }
    let rules = route.pointer_mut("/spec/rules").and_then(Value::as_array_mut).into_iter().flatten();
    for path in rules.filter_map(|rule| rule.pointer_mut("/http/paths")?.as_array_mut()).flatten() {
        if is_ours(subject, &path["backend"]["service"]) {
            path["backend"] = Value::Null;
        }
    }
    for (rules, backends) in [("rules", "backendRefs"), ("http", "route")] {
        let rules = route.get_mut("spec").and_then(|spec| spec.get_mut(rules)).and_then(Value::as_array_mut);
        let Some(rules) = rules else { continue };
        rules.retain(|rule| rule["name"].as_str().is_none_or(|name| !name.starts_with(OURS)));
        for rule in rules {
            if let Some(backends) = rule[backends].as_array_mut() {
                backends.retain(|backend| !is_ours(subject, backend));
            }
        }
    }
    route
}

fn is_ours(subject: &Subject, backend: &Value) -> bool {
    let host = backend["destination"]["host"].as_str().and_then(|host| host.split('.').next());
    let service = backend["name"].as_str().or(host).unwrap_or_default();
    subject.deployments().any(|name| name == service)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::broken_by;
    use super::*;
    use crate::audit::event::Event;
    use crate::audit::sample::{deployment, route};

    fn subject() -> Subject {
        Subject { owned: false, adopted: Some("api".to_owned()), ..Subject::of("shop", "api") }
    }

    /// What the test's user declared.
    fn declared() -> Event {
        let mut event = route(1, [100, 0]);
        event.agent = "kubectl".to_owned();
        event.response["metadata"]["annotations"] = json!({ "owner": "team" });
        let rule = json!({ "name": "main", "filters": [1], "backendRefs": [{ "name": "api", "port": 80 }] });
        event.response["spec"] =
            json!({ "hostnames": ["x"], "rules": [rule, { "backendRefs": [{ "name": "other" }] }] });
        event
    }

    /// What our program made of it.
    fn taken(change: impl Fn(&mut Value)) -> Vec<Invariant> {
        let mut event = Event { agent: crate::audit::PROVIDER.to_owned(), ..declared() };
        event.response["metadata"]["annotations"]["kgas.dev/epoch"] = json!("1");
        event.response["spec"]["rules"][0]["backendRefs"] =
            json!([{ "name": "api-a", "port": 80, "weight": 100 }, { "name": "api-b", "port": 80, "weight": 0 }]);
        change(&mut event.response);
        broken_by(&subject(), [deployment("api-a", [1, 1, 1, 1]), declared(), event])
    }

    #[test]
    fn what_others_wrote_is_changed() {
        assert_eq!(taken(|_| ()), []);
        let unmarked = |event: Event| {
            let mut event = event;
            event.response["metadata"].as_object_mut().unwrap().shift_remove("annotations");
            event
        };
        let marked = Event { agent: crate::audit::PROVIDER.to_owned(), ..route(1, [100, 0]) };
        let log = [deployment("api-a", [1, 1, 1, 1]), unmarked(route(1, [100, 0])), marked];
        assert_eq!(broken_by(&subject(), log), [], "our marks on a route that had none");
        assert_eq!(taken(|route| route["metadata"]["generation"] = json!(2)), []);
        assert_eq!(taken(|route| route["spec"]["hostnames"] = json!(["y"])), [Invariant::Foreign]);
        assert_eq!(taken(|route| route["spec"]["rules"][0]["filters"] = json!([])), [Invariant::Foreign]);
        assert_eq!(
            taken(|route| route["spec"]["rules"][1]["backendRefs"][0]["weight"] = json!(0)),
            [Invariant::Foreign]
        );
        assert_eq!(taken(|route| route["metadata"]["annotations"]["owner"] = json!("us")), [Invariant::Foreign]);
        let header = json!({ "name": "kgas-testers", "backendRefs": [{ "name": "api-b" }] });
        assert_eq!(taken(|route| route["spec"]["rules"].as_array_mut().unwrap().insert(0, header.clone())), []);
    }
}
