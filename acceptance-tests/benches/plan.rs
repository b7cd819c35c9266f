//! `cargo bench -p kgas-acceptance --bench plan`: a plan with nothing to do, of 1,000 clusters (or
//! `KGAS_BENCH_CLUSTERS`) on the sandbox, refresh included. The release build is measured.
#![expect(clippy::unwrap_used, reason = "a measurement stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "what was measured is printed")]

use kgas_acceptance::cli::{Program, Workdir};
use kgas_acceptance::cloud::{Cloud, Kind};
use kgas_acceptance::measure;
use kgas_acceptance::parts;
use serde_json::json;

/// A cluster is made in 30 milliseconds, and its version is supported for the quarter of an hour that all may take.
const SPEED: u32 = 18_000;

fn main() {
    let clusters = std::env::var("KGAS_BENCH_CLUSTERS").unwrap_or_else(|_| "1000".to_owned());
    let cloud = Cloud::start(Kind::Sandbox, SPEED).unwrap();
    let role = |name: &str, service: &str| {
        let trust = json!({ "Version": "2012-10-17", "Statement":
            [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": service } }] });
        let asked = json!({ "RoleName": name, "AssumeRolePolicyDocument": trust.to_string() });
        let made = cloud.aws("iam", "create_role", &asked).unwrap();
        made["Role"]["Arn"].as_str().unwrap().to_owned()
    };
    let arn = role("bench", "eks.amazonaws.com");
    let policy = json!({ "RoleName": "bench", "PolicyArn": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy" });
    let _ = cloud.aws("iam", "attach_role_policy", &policy).unwrap();
    let found = cloud.aws("ec2", "describe_subnets", &json!({})).unwrap();
    let ids: Vec<_> =
        found["Subnets"].as_array().unwrap().iter().map(|subnet| subnet["SubnetId"].to_string()).collect();

    let provider = parts::release_provider().unwrap();
    let mut work = Workdir::of(Program::Terraform.path().unwrap(), Some(&provider)).unwrap();
    work.module("main.tf", include_str!("plan/main.tf")).unwrap();
    work.set("TF_VAR_url", cloud.url()).set("TF_VAR_role", &arn).set("TF_VAR_clusters", &clusters);
    work.set("TF_VAR_subnets", &format!("[{}]", ids.join(","))).set("KGAS_POLL_SCALE", "1");
    work.set("AWS_ACCESS_KEY_ID", "bench").set("AWS_SECRET_ACCESS_KEY", "bench");

    println!("{:<11} {:>8} {:>13} {:>11}", "", "wall", "provider cpu", "peak memory");
    let steps: [(&str, &[&str]); 2] = [
        ("create", &["apply", "-auto-approve", "-input=false", "-parallelism=50"]),
        ("no-op plan", &["plan", "-detailed-exitcode", "-input=false"]),
    ];
    for (step, args) in steps {
        let (status, cost) = measure::run(&mut work.command(args)).unwrap();
        assert!(status.success(), "{step}: {status}");
        let (wall, cpu, peak) = (cost.wall.as_secs_f64(), cost.cpu.as_secs_f64(), cost.peak / 1_000_000);
        println!("{step:<11} {wall:>6.2} s {cpu:>11.2} s {peak:>8} MB");
    }
}
