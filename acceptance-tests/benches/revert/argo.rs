//! Argo Rollouts, the real controller.

use kgas_acceptance::delivery::{Controller, Engine};
use kgas_acceptance::kubernetes::{Kind, User};
use serde_json::{Value, json};

use super::peer::{Peer, Stage, template};
use super::stub::Stub;

const NAMESPACE: &str = "argo";

pub(super) struct Argo<'a> {
    stage: &'a Stage<'a>,
    _controller: Controller,
}

impl<'a> Argo<'a> {
    pub(super) fn new(stage: &'a Stage<'a>, stub: &Stub, folder: &std::path::Path) -> Self {
        let kubeconfig = stage.kubeconfig(User::Delivery, folder);
        let controller = Controller::start_with(Engine::ArgoRollouts, stage.cluster, &stub.url, &kubeconfig).unwrap();
        let client = &stage.client;
        client.namespace(NAMESPACE).unwrap();
        for name in ["api-a", "api-b"] {
            let service = json!({ "metadata": { "name": name }, "spec": { "selector": { "app": "api" }, "ports": [{ "port": 8080 }] } });
            client.create(&Kind::Service.all(NAMESPACE), &service).unwrap();
        }
        let to = |host: &str, weight: u64| json!({ "destination": { "host": host }, "weight": weight });
        let route = json!({
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": "api" },
            "spec": { "hosts": ["api"], "http": [{ "name": "main", "route": [to("api-a", 100), to("api-b", 0)] }] },
        });
        client.create(&Kind::VirtualService.all(NAMESPACE), &route).unwrap();
        let metric = json!({
            "name": "errors", "interval": "1s", "failureLimit": 0, "successCondition": "result[0] <= 0.05",
            "provider": { "prometheus": { "address": stub.url, "query": "errors:ratio{slot=\"b\"}" } },
        });
        let analysis = json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisTemplate", "metadata": { "name": "errors" },
            "spec": { "metrics": [metric] },
        });
        client.create(&Kind::AnalysisTemplate.all(NAMESPACE), &analysis).unwrap();
        let mut rollout = json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": { "name": "api" },
            "spec": { "replicas": 4, "selector": { "matchLabels": { "app": "api" } }, "template": template("v0") },
        });
        rollout["spec"]["strategy"] = strategy(&quarter());
        client.create(&Kind::Rollout.all(NAMESPACE), &rollout).unwrap();
        let argo = Self { stage, _controller: controller };
        argo.until_healthy();
        argo
    }

    fn bring(&self, version: &str, steps: &Value) {
        let change = json!({ "spec": { "template": template(version), "strategy": strategy(steps) } });
        self.stage.client.merge(&Kind::Rollout.at(NAMESPACE, "api"), &change).unwrap();
    }

    fn until_healthy(&self) {
        let is_healthy = |rollout: &Value| {
            let generation = rollout["metadata"]["generation"].as_u64().map(|generation| generation.to_string());
            let status = &rollout["status"];
            status["observedGeneration"].as_str() == generation.as_deref()
                && status["phase"] == "Healthy"
                && status["stableRS"] == status["currentPodHash"]
        };
        let _ = self.stage.client.wait(&Kind::Rollout.at(NAMESPACE, "api"), is_healthy).unwrap();
    }
}

impl Peer for Argo<'_> {
    const NAME: &'static str = "Argo Rollouts 1.9.1";
    const AGENT: &'static str = "argo-rollouts";
    const NAMESPACE: &'static str = NAMESPACE;

    fn begin(&mut self, version: &str) {
        self.bring(version, &quarter());
    }

    fn rest(&mut self) {
        self.bring("v0", &quarter());
        self.until_healthy();
        self.stage.until(NAMESPACE, 0);
    }

    fn climb(&mut self, version: &str) {
        let wait = json!({ "pause": { "duration": "5s" } });
        let steps: Value =
            [5, 25, 50, 100].iter().flat_map(|weight| [json!({ "setWeight": weight }), wait.clone()]).collect();
        self.bring(version, &steps);
        self.until_healthy();
    }
}

fn quarter() -> Value {
    json!([{ "setWeight": 25 }, { "pause": {} }])
}

fn strategy(steps: &Value) -> Value {
    json!({ "canary": {
        "stableService": "api-a", "canaryService": "api-b", "steps": steps,
        "analysis": { "templates": [{ "templateName": "errors" }] },
        "trafficRouting": { "istio": { "virtualService": { "name": "api", "routes": ["main"] } } },
    } })
}
