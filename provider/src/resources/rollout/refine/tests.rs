//! What a plan says of a rollout that exists.

use serde_json::{Value as Json, json};
use tfplugin_rs::testing::Action;
use tfplugin_rs::value::Value;
use tfplugin_rs::{Attr, Path, View};

use crate::resources::rollout::paper::{action, planned};
use crate::resources::rollout::sample::{pod_template, small, weighted, with};

fn unknown(value: &Value) -> Vec<String> {
    let Value::Object(parts) = value else { panic!("{value:?}") };
    parts.iter().filter(|(_, part)| part.is_unknown()).map(|(name, _)| name.clone()).collect()
}

fn predicted(value: &Value) -> Attr<String> {
    View::new(value).get("predicted_duration").unwrap()
}

#[test]
fn a_plan_right_after_an_apply_is_empty() {
    for config in [small(), weighted()] {
        assert_eq!(action(&config, &config), Action::NoOp, "{config}");
    }
}

#[test]
fn a_rollout_that_is_not_at_rest_has_something_to_do() {
    for phase in ["installing", "progressing", "held", "reverting", "reverted", "keeping"] {
        let plan = planned(&small(), phase, &small()).unwrap();
        assert_eq!(plan.action, Action::Update, "{phase}");
        let expected =
            ["candidate_revision", "evidence", "holder", "phase", "stable_revision", "started_at", "step", "weight"];
        assert_eq!(unknown(&plan.planned), expected, "{phase}");
    }
}

#[test]
fn a_change_says_how_long_it_takes() {
    let other = with(small(), "workload.image.app", json!("registry/api:3"));
    let plan = planned(&small(), "idle", &other).unwrap();
    assert_eq!((plan.action, predicted(&plan.planned)), (Action::Update, Attr::Known("4m".to_owned())));
    assert!(unknown(&plan.planned).contains(&"stable_revision".to_owned()));
    let longer = with(small(), "canary.steps", json!([{ "weight": 50, "bake": "1h" }, { "weight": 100 }]));
    assert_eq!(predicted(&planned(&small(), "idle", &longer).unwrap().planned), Attr::Known("1h".to_owned()));
}

#[test]
fn a_template_that_is_written_in_another_way_is_the_same() {
    let template = |text: String| with(weighted(), "workload.pod_template", text.into());
    let pretty = template(serde_json::to_string_pretty(&pod_template()).unwrap());
    let Json::Object(parts) = pod_template() else { unreachable!() };
    let turned = template(Json::Object(parts.into_iter().rev().collect()).to_string());
    for same in [&pretty, &turned] {
        assert_ne!(same, &weighted());
        assert_eq!(action(&weighted(), same), Action::NoOp);
        // What is under way is under way all the same.
        assert_eq!(planned(&weighted(), "held", same).unwrap().action, Action::Update);
    }
    // With another change it stays as it was written.
    let plan = planned(&weighted(), "idle", &with(pretty, "on_failure", json!("hold"))).unwrap();
    let planned: Attr<String> = View::new(&plan.planned).get("workload.pod_template").unwrap();
    assert_eq!((plan.action, planned), (Action::Update, Attr::Known(pod_template().to_string())));

    let mut other = pod_template();
    other["spec"]["containers"][1]["image"] = json!("registry/proxy:2");
    assert_eq!(action(&weighted(), &template(other.to_string())), Action::Update);
}

#[test]
fn another_place_is_another_rollout() {
    let at = |id: &str| with(small(), "kubernetes", json!({ "cluster_id": id }));
    let rows = [
        (small(), with(small(), "name", json!("web")), vec!["name"]),
        (small(), with(small(), "namespace", json!("other")), vec!["namespace"]),
        (at("aws/eu-west-1/a"), at("aws/eu-west-1/b"), vec!["kubernetes.cluster_id"]),
        (at("aws/eu-west-1/a"), small(), vec![]),
        (small(), at("aws/eu-west-1/a"), vec![]),
    ];
    for (before, after, paths) in rows {
        let plan = planned(&before, "idle", &after).unwrap();
        assert_eq!(plan.replace.iter().map(Path::to_string).collect::<Vec<_>>(), paths, "{after}");
    }
}

/// Paths for which a rollout is made anew, each of which a plan explains.
fn anew(before: &Json, after: &Json) -> Vec<String> {
    let plan = planned(before, "idle", after).unwrap();
    let told: Vec<_> =
        plan.warnings.iter().filter(|one| one.summary == "The rollout is destroyed and made anew").collect();
    let replaced: Vec<_> = plan.replace.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), replaced.len(), "{told:?}");
    told.iter().map(|one| one.path.to_string()).collect()
}

#[test]
fn another_deployment_is_another_rollout() {
    const ANEW: [&str; 1] = ["workload.adopt"];
    assert_eq!(anew(&small(), &with(small(), "workload.adopt", json!("web"))), ANEW);
    let template =
        with(with(small(), "workload.adopt", Json::Null), "workload.pod_template", pod_template().to_string().into());
    assert_eq!(anew(&small(), &template), ANEW, "it would not get its pods back any more");
    assert_eq!(anew(&template, &small()), ANEW, "it would lose its pods first");
}

#[test]
fn another_router_is_another_rollout() {
    let by = |traffic: Json| with(small(), "traffic", traffic);
    let gateway = |name: &str| by(json!({ "gateway_api": { "route": name, "parents": [{ "name": "edge" }] } }));
    let shared = by(json!({ "gateway_api": { "route": "api", "ownership": "shared" } }));
    let mesh = by(json!({ "istio": { "hosts": ["api"] } }));
    let pairs =
        [(small(), gateway("api")), (gateway("api"), gateway("web")), (gateway("api"), shared), (gateway("api"), mesh)];
    for (before, after) in pairs {
        assert_eq!(anew(&before, &after), ["traffic"], "{before} {after}");
    }
    // Another name is another rollout already, and an owned route is called like it.
    let owned = by(json!({ "gateway_api": { "parents": [{ "name": "edge" }] } }));
    let plan = planned(&owned, "idle", &with(owned.clone(), "name", json!("web"))).unwrap();
    assert_eq!(plan.replace.iter().map(Path::to_string).collect::<Vec<_>>(), ["name"]);
    let other = with(gateway("api"), "canary.keep_old_for", json!("1m"));
    assert_eq!(action(&gateway("api"), &other), Action::Update);
}
