//! This provider, by the real terraform.

use kgas_acceptance::cli::{Program, Running, Workdir};
use kgas_acceptance::kubernetes::User;
use kgas_acceptance::parts;
use serde_json::{Value, json};

use super::peer::{Peer, Stage, template};
use super::stub::Stub;

pub(super) struct Kgas<'a> {
    stage: &'a Stage<'a>,
    work: Workdir,
    rollout: Value,
    running: Option<Running>,
}

impl<'a> Kgas<'a> {
    pub(super) fn new(stage: &'a Stage<'a>, stub: &Stub) -> Self {
        stage.client.namespace("kgas").unwrap();
        let work = Workdir::new(Program::Terraform, Some(&parts::release_provider().unwrap())).unwrap();
        let kubeconfig = stage.kubeconfig(User::Admin, work.path());
        let rollout = json!({
            "namespace": "kgas",
            "name": "api",
            "kubernetes": { "kubeconfig": { "path": kubeconfig } },
            "workload": { "replicas": 4 },
            "traffic": { "istio": { "hosts": ["api"] }, "verify": { "by": "none", "settle": "0s" } },
            "canary": { "keep_old_for": "0s" },
            "analysis": {
                "prometheus": { "url": stub.url },
                "every": "1s",
                "metrics": { "errors": { "query": "errors:ratio{slot=\"$slot\"}", "max": 0.05, "failures": 1 } },
            },
        });
        let mut kgas = Self { stage, work, rollout, running: None };
        kgas.write("v0", &quarter());
        let _ = kgas.work.apply().unwrap().expect_ok();
        kgas
    }

    fn write(&mut self, version: &str, steps: &Value) {
        self.rollout["workload"]["pod_template"] = json!(template(version).to_string());
        self.rollout["canary"]["steps"] = steps.clone();
        let module = json!({
            "terraform": { "required_providers": { "kgas": { "source": "kgas/kgas" } } },
            "provider": { "kgas": { "owner": "bench" } },
            "resource": { "kgas_rollout": { "api": self.rollout } },
        });
        self.work.module("main.tf.json", &module.to_string()).unwrap();
    }
}

impl Peer for Kgas<'_> {
    const NAME: &'static str = "kgas_rollout";
    const AGENT: &'static str = kgas_acceptance::audit::PROVIDER;
    const NAMESPACE: &'static str = "kgas";

    fn begin(&mut self, version: &str) {
        self.write(version, &quarter());
        self.running = Some(self.work.start(&["apply", "-auto-approve", "-input=false", "-no-color"]).unwrap());
    }

    fn rest(&mut self) {
        let ended = self.running.take().unwrap().wait().unwrap();
        assert!(!ended.ok() && ended.words().contains("taken back"), "{}", ended.words());
        self.stage.until(Self::NAMESPACE, 0);
    }

    fn climb(&mut self, version: &str) {
        let steps: Value = [5, 25, 50, 100].iter().map(|weight| json!({ "weight": weight, "bake": "5s" })).collect();
        self.write(version, &steps);
        let _ = self.work.apply().unwrap().expect_ok();
    }
}

fn quarter() -> Value {
    json!([{ "weight": 25, "bake": "10m" }, { "weight": 100 }])
}
