//! How many calls a second the sandbox answers in process, on one core: what a fault matrix over it can spend.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark stops at the first surprise and prints")]
use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use kgas_sandbox::{Moment, Timing, World, handle};

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
}
