//! `cargo bench -p kgas-acceptance --bench peer`: the same cluster on moto by hashicorp/aws and by this provider.
//!
//! Two roles, a cluster, an OIDC provider and a node group, which for us are one resource and come with a launch template
//! besides. Each life has a moto of its own. The release build is measured.
#![expect(clippy::unwrap_used, reason = "a measurement stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "what was measured is printed")]

use std::path::PathBuf;

use kgas_acceptance::cli::{Program, Workdir};
use kgas_acceptance::cloud::{Cloud, Kind};
use kgas_acceptance::measure::{self, Cost};
use kgas_acceptance::parts;
use serde_json::json;

const STEPS: [(&str, &[&str]); 3] = [
    ("create", &["apply", "-auto-approve", "-input=false"]),
    ("no-op plan", &["plan", "-detailed-exitcode", "-input=false"]),
    ("destroy", &["destroy", "-auto-approve", "-input=false"]),
];

fn main() {
    let Some(mirror) = parts::mirror_with_aws() else {
        println!("No hashicorp/aws in a filesystem mirror: name one by KGAS_TF_MIRROR.");
        return;
    };
    let theirs = life(include_str!("peer/aws.tf"), |path| Workdir::with_mirror(path, &mirror));
    let ours = life(include_str!("peer/kgas.tf"), |path| Workdir::of(path, Some(&parts::release_provider().unwrap())));
    println!("{:<11} {:>28} {:>28} {:>22}", "", "hashicorp/aws", "kgas", "ratio: wall, cpu, peak");
    for ((step, _), (theirs, ours)) in STEPS.iter().zip(theirs.iter().zip(&ours)) {
        println!("{step:<11} {} {} {}", shown(theirs), shown(ours), ratios(theirs, ours));
    }
}

/// What each step costs.
fn life(module: &str, workdir: impl Fn(PathBuf) -> Result<Workdir, parts::Error>) -> Vec<Cost> {
    let cloud = Cloud::start(Kind::Moto, 1).unwrap();
    let found = cloud.aws("ec2", "describe_subnets", &json!({})).unwrap();
    let ids = found["Subnets"].as_array().unwrap().iter().map(|subnet| subnet["SubnetId"].to_string());
    let mut work = workdir(Program::Terraform.path().unwrap()).unwrap();
    work.module("main.tf", module).unwrap();
    work.set("TF_VAR_url", cloud.url()).set("TF_VAR_subnets", &format!("[{}]", ids.collect::<Vec<_>>().join(",")));
    work.set("AWS_ENDPOINT_URL", cloud.url()).set("AWS_REGION", "eu-west-1").set("KGAS_POLL_SCALE", "1");
    work.set("AWS_ACCESS_KEY_ID", "bench").set("AWS_SECRET_ACCESS_KEY", "bench");
    if module.contains("hashicorp/aws") {
        let _ = work.run(&["init", "-input=false"]).unwrap().expect_ok();
    }
    let run = |(step, args): &(&str, &[&str])| {
        let (status, cost) = measure::run(&mut work.command(args)).unwrap();
        assert!(status.success(), "{step}: {status}");
        cost
    };
    STEPS.iter().map(run).collect()
}

fn shown(cost: &Cost) -> String {
    let (wall, cpu, peak) = (cost.wall.as_secs_f64(), cost.cpu.as_secs_f64(), cost.peak / 1_000_000);
    format!("{wall:6.2} s {cpu:6.2} s {peak:6} MB")
}

fn ratios(theirs: &Cost, ours: &Cost) -> String {
    let ratio = |theirs: f64, ours: f64| theirs / ours.max(0.001);
    let wall = ratio(theirs.wall.as_secs_f64(), ours.wall.as_secs_f64());
    let cpu = ratio(theirs.cpu.as_secs_f64(), ours.cpu.as_secs_f64());
    let peak = theirs.peak / ours.peak.max(1);
    format!("{wall:6.1} {cpu:6.1} {peak:6}")
}
