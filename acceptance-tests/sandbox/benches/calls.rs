//! How many calls a second the sandbox answers in process, on one core: what a fault matrix over it can spend.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark stops at the first surprise and prints")]
use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use kgas_sandbox::{KUBERNETES_TOKEN, Moment, Timing, World, handle};

const ROUNDS: u32 = 20_000;

fn request(service: &str, method: &str, path: &str, body: &str) -> Request<Bytes> {
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    );
    let request = Request::builder().method(method).uri(path).header("authorization", scope);
    request.body(Bytes::from(body.to_owned())).unwrap()
}

fn measure(name: &str, mut call: impl FnMut(u32)) {
    let start = Instant::now();
    (0..ROUNDS).for_each(&mut call);
    let spent = start.elapsed();
    println!("{name:<40} {:>8.1} us a round", spent.as_secs_f64() * 1e6 / f64::from(ROUNDS));
}

fn main() {
    measure("a world made, with its default network", |seed| {
        let mut world = World::new(u64::from(seed), Timing::default());
        let _ = black_box(handle(
            &mut world,
            &request("ec2", "POST", "/", "Action=DescribeVpcs&Version=2016-11-15"),
            Moment::EPOCH,
        ));
    });
    let mut world = World::new(1, Timing::default());
    let trust =
        r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let policy = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
    for body in [
        format!("Action=CreateRole&Version=2010-05-08&RoleName=control&AssumeRolePolicyDocument={trust}"),
        format!("Action=AttachRolePolicy&Version=2010-05-08&RoleName=control&PolicyArn={policy}"),
    ] {
        assert_eq!(handle(&mut world, &request("iam", "POST", "/", &body), Moment::EPOCH).status(), 200);
    }
    let subnets =
        handle(&mut world, &request("ec2", "POST", "/", "Action=DescribeSubnets&Version=2016-11-15"), Moment::EPOCH);
    let text = String::from_utf8(subnets.body().to_vec()).unwrap();
    let ids: Vec<&str> = text.split("<subnetId>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    let create = serde_json::json!({ "name": "prod", "roleArn": "arn:aws:iam::123456789012:role/control",
        "resourcesVpcConfig": { "subnetIds": ids } });
    let later = Moment::EPOCH.after(Duration::from_mins(1));
    assert_eq!(handle(&mut world, &request("eks", "POST", "/clusters", &create.to_string()), later).status(), 200);
    let active = later.after(Duration::from_mins(10));
    let describe = request("eks", "GET", "/clusters/prod", "");
    measure("DescribeCluster", |_| {
        let _ = black_box(handle(&mut world, &describe, active));
    });
    let networks = request("ec2", "POST", "/", "Action=DescribeSubnets&Version=2016-11-15");
    measure("DescribeSubnets", |_| {
        let _ = black_box(handle(&mut world, &networks, active));
    });
    kubernetes();
}

/// A cluster with two slots of ten pods, through a canary's steps.
fn kubernetes() {
    let mut world = World::new(1, Timing::default());
    let mut now = Moment::EPOCH;
    let mut ask = |method: &str, path: &str, body: &str, wait: u64| {
        let media = if method == "PATCH" { "application/json-patch+json" } else { "application/json" };
        let request = Request::builder()
            .method(method)
            .uri(format!("/kubernetes/local/bench/{path}"))
            .header("authorization", format!("Bearer {KUBERNETES_TOKEN}"))
            .header("content-type", media);
        let answer = handle(&mut world, &request.body(Bytes::from(body.to_owned())).unwrap(), now);
        assert!(answer.status().is_success(), "{method} {path}: {:?}", answer.body());
        now = now.after(Duration::from_millis(wait));
    };
    let (apps, services) = ("apis/apps/v1/namespaces/default/deployments", "api/v1/namespaces/default/services");
    for name in ["api-a", "api-b"] {
        let labels = serde_json::json!({ "app": name });
        let deployment = serde_json::json!({ "metadata": { "name": name }, "spec": {
            "replicas": 10, "selector": { "matchLabels": labels },
            "template": { "metadata": { "labels": labels }, "spec": { "containers": [{ "name": "app", "image": "a:1" }] } },
        } });
        ask("POST", apps, &deployment.to_string(), 0);
        let service = serde_json::json!({ "metadata": { "name": name }, "spec": { "selector": labels, "ports": [{ "port": 80 }] } });
        ask("POST", services, &service.to_string(), 0);
    }
    let routes = "apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes";
    let route = serde_json::json!({ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "name": "api" },
        "spec": { "rules": [{ "backendRefs": [{ "name": "api-a", "weight": 100 }, { "name": "api-b", "weight": 0 }] }] } });
    ask("POST", routes, &route.to_string(), 10_000);
    measure("GetDeployment", |_| ask("GET", &format!("{apps}/api-a"), "", 0));
    measure("ListPods, twenty", |_| ask("GET", "api/v1/namespaces/default/pods", "", 0));
    let patch = |weight: u32| {
        serde_json::json!([{ "op": "replace", "path": "/spec/rules/0/backendRefs/1/weight", "value": weight % 100 }])
            .to_string()
    };
    measure("PatchHTTPRoute, and a second for its status", |nth| {
        ask("PATCH", &format!("{routes}/api"), &patch(nth), 1_000);
    });
    let restart = |nth: u32| {
        let label = "/spec/template/metadata/labels/nth";
        serde_json::json!([{ "op": "add", "path": label, "value": nth.to_string() }]).to_string()
    };
    let start = Instant::now();
    (0..100).for_each(|nth| ask("PATCH", &format!("{apps}/api-b"), &restart(nth), 60_000));
    let spent = start.elapsed().as_secs_f64() * 10.0;
    println!("{:<40} {spent:>8.1} ms a round", "ten pods rolled");
}
