//! `kill -9` of the provider while a write is in flight: once at every write of a create, each time after the cloud has
//! done it and before anybody knows; and of the command line while the cluster is made. One apply then reaches what a calm
//! one reaches, without a second of anything.
use kgas_acceptance::cli::{Program, Target};
use kgas_acceptance::cloud::Kind;

use super::scene::Scene;
use crate::proxy::{Moment, Which};

/// Kills at every write that a calm create needs. Each apply begins where the one before was killed, so that each gets one
/// write further.
fn every_write(kind: Kind, program: Program) {
    let mut calm = Scene::new(kind, program);
    calm.proxy.hold(Which::None, Moment::After);
    let _ = calm.apply();
    let (writes, counts) = (calm.proxy.writes(), calm.counts());
    assert!(writes.iter().any(|write| write == "POST /clusters"), "{writes:?}");

    let mut scene = Scene::new(kind, program);
    for _ in &writes {
        kill_at(&mut scene, Which::Nth(0), |target| assert!(target.kill_provider()));
    }
    let _ = scene.apply();
    assert_eq!(scene.counts(), counts);
    scene.plan_is_empty();
    scene.destroy();
}

/// The command line dies while the cluster is being created: the provider ends by itself, and the next apply goes on.
fn command_line(mut scene: Scene) {
    kill_at(&mut scene, Which::Named("POST /clusters"), Target::kill);
    let _ = scene.apply();
    scene.plan_is_empty();
    let clusters = scene.made()["cluster"].clone();
    assert_eq!(clusters.as_array().unwrap().len(), 1, "{clusters}");
    scene.destroy();
}

/// Starts an apply and kills when the cloud has done a write, and before the answer is out.
fn kill_at(scene: &mut Scene, which: Which, kill: impl Fn(&Target)) {
    scene.write();
    scene.proxy.hold(which, Moment::After);
    let running = scene.work.start(&["apply", "-auto-approve", "-input=false", "-no-color"]).unwrap();
    let write = scene.proxy.held();
    let target = running.target();
    let provider = target.provider().unwrap();
    kill(&target);
    scene.proxy.release(false);
    assert!(!running.wait().unwrap().ok(), "a killed apply does not report success");
    assert!(Target::ends(provider), "the provider outlives its command line: {write}");
}

macro_rules! kill {
    ($name:ident, $kind:ident, $program:ident) => {
        #[test]
        fn $name() {
            every_write(Kind::$kind, Program::$program);
        }
    };
}

kill!(provider_sandbox_terraform, Sandbox, Terraform);
kill!(provider_sandbox_opentofu, Sandbox, OpenTofu);
kill!(provider_ministack_terraform, Ministack, Terraform);

super::on_the_sandbox!(command_line);
