//! How far a rollout is, read by somebody who does not manage it.

use kgas_acceptance::audit::{self, PROVIDER};
use kgas_acceptance::cli::{Program, Workdir};
use kgas_acceptance::kubernetes::{Kubernetes, User};
use kgas_acceptance::parts;
use serde_json::{Value, json};

use super::scene::Scene;

/// Reads the status with a token that is nowhere but in a file.
pub(super) fn read(program: Program, cluster: &Kubernetes, namespace: &str) -> Value {
    let provider = parts::provider().unwrap();
    let mut work = Workdir::new(program, Some(&provider)).unwrap();
    let token = User::Admin.token();
    work.module("token", &token).unwrap();
    let kubernetes = json!({ "host": cluster.url(), "ca_certificate": cluster.ca(), "token_file": "token" });
    let module = json!({
        "terraform": { "required_providers": { "kgas": { "source": "kgas/kgas" } } },
        "provider": { "kgas": { "owner": "onlooker" } },
        "data": { "kgas_rollout_status": { "api": { "namespace": namespace, "name": "api", "kubernetes": kubernetes } } },
        "output": { "phase": { "value": "${data.kgas_rollout_status.api.phase}" } },
    });
    work.module("main.tf.json", &module.to_string()).unwrap();
    let ended = work.apply().unwrap().expect_ok();
    assert!(!ended.words().contains(&token), "the token is told");
    let state = std::fs::read_to_string(work.path().join("root/terraform.tfstate")).unwrap();
    assert!(!state.contains(&token), "the token is kept");
    let state = work.state().unwrap();
    state["values"]["root_module"]["resources"][0]["values"].clone()
}

#[test]
fn anybody_may_ask_how_a_rollout_is() {
    let mut scene = Scene::new("status");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    let cluster = Kubernetes::shared().unwrap();
    let since = jiff::Timestamp::now();
    for program in [Program::Terraform, Program::OpenTofu] {
        let status = read(program, cluster, "status");
        assert_eq!((&status["phase"], &status["weight"], &status["cause"]), (&json!("idle"), &json!(0), &Value::Null));
        assert_eq!(status["stable_revision"], scene.state()["stable_revision"]);
        let evidence: Value = serde_json::from_str(status["evidence"].as_str().unwrap()).unwrap();
        assert_eq!(evidence["weights"].as_array().unwrap().len(), 4);
        let delivery = &status["delivery"];
        assert_eq!((&delivery["deployments"], &delivery["change_failure_rate"]), (&json!(1), &json!(0)));
        assert!(delivery["lead_time_seconds"].as_f64().unwrap() >= 4.0, "{delivery}");
        assert_eq!((&delivery["per_day"], &delivery["mttr_seconds"]), (&Value::Null, &Value::Null));
    }
    let events = scene.events();
    assert_eq!(audit::writes(&events, PROVIDER, since).len(), 0);
    scene.destroy();
}
