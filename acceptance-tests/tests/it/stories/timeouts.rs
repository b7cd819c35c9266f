//! A timeout that ends an apply while the cloud goes on: by default the next apply goes on too.
//!
//! Only the sandbox takes long enough. Roles and subnets are there before, so that the clock is running for the cluster alone.
use kgas_acceptance::cli::Program;
use kgas_acceptance::cloud::Kind;
use serde_json::{Value, json};

use super::given::Given;
use super::scene::{ADDRESS, Scene};
use crate::proxy::{Moment, Which};

/// The cluster is made in nine seconds.
const SPEED: u32 = 60;
const CREATE: &str = "POST /clusters";

/// A creation that ends after five seconds, as `on_timeout` says.
fn too_short(on_timeout: &str, program: Program) -> Scene {
    let mut scene = Scene::at(SPEED, Kind::Sandbox, program);
    // A look every quarter of a second.
    scene.work.set("KGAS_POLL_SCALE", "16");
    let given = Given::new(&scene);
    scene.keep_what_is_there();
    given.write_into(&mut scene.shape);
    scene.shape.set("on_timeout", format!("{on_timeout:?}")).set("timeouts", r#"{ create = "5s" }"#);
    scene.write();
    scene.proxy.hold(Which::None, Moment::After);
    scene
}

/// Time passes, the apply goes on, and there is one cluster.
fn goes_on(mut scene: Scene) {
    let _ = scene.cloud.tell_sandbox("advance", &json!({ "seconds": 600 })).unwrap();
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    assert_eq!(scene.state()["status"], "active");
    scene.plan_is_empty();
    let creates = scene.proxy.writes().iter().filter(|write| *write == CREATE).count();
    assert_eq!(creates, 1);
    scene.destroy();
}

fn is_tainted(scene: &mut Scene) -> bool {
    let pulled = scene.work.run(&["state", "pull"]).unwrap().expect_ok();
    let state: Value = serde_json::from_str(&pulled.stdout).unwrap();
    state["resources"][0]["instances"][0]["status"] == "tainted"
}

fn resumes(program: Program) {
    let mut scene = too_short("resume", program);
    let ended = scene.work.apply().unwrap().expect_ok();
    assert!(ended.words().contains("Warning: The timeout has passed"), "{}", ended.words());
    assert_eq!(scene.state()["status"], "creating");
    assert!(!is_tainted(&mut scene));
    goes_on(scene);
}

/// Terraform then holds that the cluster must be replaced; `untaint` says otherwise.
#[test]
fn fails() {
    let mut scene = too_short("fail", Program::Terraform);
    let ended = scene.work.apply().unwrap();
    assert_eq!(ended.code(), Some(1));
    assert!(ended.words().contains("Error: The timeout has passed"), "{}", ended.words());
    assert_eq!(scene.state()["status"], "creating", "it is in the state all the same");
    assert!(is_tainted(&mut scene));
    let _ = scene.work.run(&["untaint", ADDRESS]).unwrap().expect_ok();
    goes_on(scene);
}

#[test]
fn resumes_with_terraform() {
    resumes(Program::Terraform);
}

#[test]
fn resumes_with_opentofu() {
    resumes(Program::OpenTofu);
}
