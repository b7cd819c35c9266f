//! The clouds start empty, answer boto3, and can be held in the middle of a write.
use std::io::Write;
use std::process::{Command, Stdio};

use kgas_acceptance::cloud::{Cloud, Kind, REGION};
use kgas_acceptance::parts;
use serde_json::{Value, json};

use crate::proxy::{Moment, Proxy, Which};

/// What the sandbox has made is listed two of its seconds later.
const SPEED: u32 = 1_200;

/// A VPC comes, is listed, and goes.
fn answers(kind: Kind) {
    let cloud = Cloud::start(kind, SPEED).unwrap();
    let before = cloud.inventory().unwrap();
    assert_eq!(before["cluster"], json!([]));
    let made = cloud.aws("ec2", "create_vpc", &json!({ "CidrBlock": "10.9.0.0/16" })).unwrap();
    let id = &made["Vpc"]["VpcId"];
    assert!(id.is_string(), "{made}");
    assert!(cloud.inventory().unwrap()["vpc"].as_array().unwrap().contains(id));
    let _ = cloud.aws("ec2", "delete_vpc", &json!({ "VpcId": id })).unwrap();
    assert_eq!(cloud.inventory().unwrap(), before);
    let refused = cloud.aws("eks", "describe_cluster", &json!({ "name": "nobody" })).unwrap();
    assert_eq!(refused["Error"]["Code"], "ResourceNotFoundException");
}

#[test]
fn the_sandbox_answers() {
    answers(Kind::Sandbox);
}

#[test]
fn moto_answers() {
    answers(Kind::Moto);
}

#[test]
fn ministack_answers() {
    answers(Kind::Ministack);
}

/// A VPC that is being made through the proxy by a process of its own.
fn making(proxy: &Proxy) -> std::process::Child {
    let script = include_str!("../../python/aws.py");
    let asked = json!({ "service": "ec2", "operation": "create_vpc", "parameters": { "CidrBlock": "10.9.0.0/16" } });
    let mut python = Command::new(parts::python().unwrap().join("python"));
    python.args(["-c", script, &proxy.url, REGION]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut python = python.spawn().unwrap();
    // It ends with its last question.
    writeln!(python.stdin.take().unwrap(), "{asked}").unwrap();
    python
}

fn vpcs(cloud: &Cloud) -> Value {
    cloud.inventory().unwrap()["vpc"].clone()
}

#[test]
fn a_write_is_held_before_or_after_it_is_done() {
    let cloud = Cloud::start(Kind::Sandbox, SPEED).unwrap();
    let proxy = Proxy::to(cloud.url());
    let none = vpcs(&cloud);

    proxy.hold(Which::Nth(0), Moment::Before);
    let mut maker = making(&proxy);
    assert_eq!(proxy.held(), "CreateVpc");
    assert_eq!(vpcs(&cloud), none);
    maker.kill().unwrap();
    maker.wait().unwrap();
    proxy.release(true);
    assert_eq!(vpcs(&cloud), none, "its sender is gone");

    proxy.hold(Which::Named("CreateVpc"), Moment::After);
    let mut maker = making(&proxy);
    assert_eq!(proxy.held(), "CreateVpc");
    assert_ne!(vpcs(&cloud), none, "the cloud has done it");
    proxy.release(false);
    assert!(maker.wait().unwrap().success(), "and the answer came through");

    proxy.hold(Which::None, Moment::Before);
    assert!(making(&proxy).wait().unwrap().success());
    assert_eq!(proxy.writes(), ["CreateVpc"]);
}
