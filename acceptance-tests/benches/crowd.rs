//! `cargo bench -p kgas-acceptance --bench crowd`: 200 canaries in one apply on one API server, or `KGAS_BENCH_ROLLOUTS` of them:
//! memory and processor time of the provider, and what it asks of the API server.
#![expect(clippy::unwrap_used, reason = "a measurement stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "what was measured is printed")]

#[path = "revert/stub.rs"]
#[expect(dead_code, reason = "here all versions are good")]
mod stub;

use jiff::Timestamp;
use kgas_acceptance::audit::PROVIDER;
use kgas_acceptance::cli::{Program, Workdir};
use kgas_acceptance::kubernetes::{Kubernetes, User};
use kgas_acceptance::{measure, parts};
use serde_json::{Value, json};

use stub::Stub;

const NAMESPACE: &str = "crowd";

fn main() {
    let count = std::env::var("KGAS_BENCH_ROLLOUTS").map_or(200, |text| text.parse().unwrap());
    let cluster = Kubernetes::start().unwrap();
    cluster.client(User::Admin).namespace(NAMESPACE).unwrap();
    let stub = Stub::start();
    let work = Workdir::new(Program::Terraform, Some(&parts::release_provider().unwrap())).unwrap();
    for version in ["v1", "v2"] {
        work.module("main.tf.json", &module(&cluster, &stub, version, count).to_string()).unwrap();
        let parallelism = format!("-parallelism={count}");
        let mut apply = work.command(&["apply", "-auto-approve", "-input=false", "-no-color", &parallelism]);
        let since = Timestamp::now();
        let (status, cost) = measure::run(&mut apply).unwrap();
        assert!(status.success(), "{version}: {status}");
        let events = cluster.events().unwrap();
        let asked: Vec<_> = events.iter().filter(|event| event.received >= since && event.is_by(PROVIDER)).collect();
        let refused = asked.iter().filter(|event| event.status == 429).count();
        let seconds = cost.wall.as_secs_f64();
        println!(
            "{count} rollouts, {version}: {seconds:>6.1} s, provider {:>5.1} s of processor and {:>4} MiB at its peak; {} requests, {:.0} a \
             second, {:.1} a rollout and second, {refused} throttled",
            cost.cpu.as_secs_f64(),
            cost.peak / 1_024 / 1_024,
            asked.len(),
            rate(asked.len(), seconds),
            rate(asked.len(), seconds) / f64::from(count),
        );
    }
}

fn rate(count: usize, seconds: f64) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / seconds
}

/// One pod each, half of the traffic for twenty seconds, then all of it.
fn module(cluster: &Kubernetes, stub: &Stub, version: &str, count: u32) -> Value {
    let container =
        json!({ "name": "app", "image": format!("registry.test/api:{version}"), "ports": [{ "containerPort": 8080 }] });
    let rollout = |nth: u32| {
        let name = format!("api-{nth}");
        let labels = json!({ "app": name });
        let template = json!({ "metadata": { "labels": labels }, "spec": { "containers": [container] } });
        json!({
            "namespace": NAMESPACE,
            "name": name,
            "kubernetes": { "kubeconfig": { "path": cluster.kubeconfig(User::Admin) } },
            "workload": { "pod_template": template.to_string(), "replicas": 1 },
            "traffic": {
                "gateway_api": { "parents": [{ "name": "edge" }] },
                "verify": { "by": "none", "settle": "0s" },
            },
            "canary": { "steps": [{ "weight": 50, "bake": "20s" }, { "weight": 100 }], "keep_old_for": "0s" },
            "analysis": {
                "prometheus": { "url": stub.url },
                "every": "5s",
                "metrics": { "errors": { "query": "errors:ratio{slot=\"$slot\"}", "max": 0.05 } },
            },
        })
    };
    let rollouts: Value = (0..count).map(|nth| (format!("api_{nth}"), rollout(nth))).collect();
    json!({
        "terraform": { "required_providers": { "kgas": { "source": "kgas/kgas" } } },
        "provider": { "kgas": { "owner": "bench" } },
        "resource": { "kgas_rollout": rollouts },
    })
}
