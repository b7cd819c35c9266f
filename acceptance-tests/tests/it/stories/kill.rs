//! `kill -9` of the provider or of the command line while a write is in flight, for every write of a create. One apply
//! then reaches what a calm one reaches, without a second of anything.
//!
//! On the sandbox by Terraform: either victim, before the write reached the cloud and after it was done. On the others,
//! and by `OpenTofu`: after it was done, which is the harder half.
use kgas_acceptance::cli::{Program, Target};
use kgas_acceptance::cloud::Kind;

use super::scene::Scene;
use crate::proxy::{Moment, Which};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Provider,
    CommandLine,
}

/// Kills at every write of a calm create.
fn every_write(kind: Kind, program: Program, victim: Victim, moment: Moment) {
    let mut calm = Scene::new(kind, program);
    calm.proxy.hold(Which::None, moment);
    let _ = calm.apply();
    let (writes, counts) = (calm.proxy.writes(), calm.counts());
    calm.destroy();
    assert!(writes.iter().any(|write| write == "POST /clusters"), "{writes:?}");

    for (nth, name) in writes.iter().enumerate() {
        let mut scene = Scene::new(kind, program);
        kill_at(&mut scene, nth, victim, moment);
        let _ = scene.apply();
        assert_eq!(scene.counts(), counts, "killed at write {nth}, {name}");
        scene.plan_is_empty();
    }
}

/// Starts an apply and kills `victim` while write `nth` is in flight.
fn kill_at(scene: &mut Scene, nth: usize, victim: Victim, moment: Moment) {
    scene.write();
    scene.proxy.hold(Which::Nth(nth), moment);
    let running = scene.work.start(&["apply", "-auto-approve", "-input=false", "-no-color"]).unwrap();
    scene.proxy.held();
    let target = running.target();
    let provider = target.provider().unwrap();
    match victim {
        Victim::Provider => assert!(target.kill_provider()),
        Victim::CommandLine => target.kill(),
    }
    scene.proxy.release(victim == Victim::Provider);
    assert!(!running.wait().unwrap().ok(), "a killed apply does not report success");
    assert!(Target::ends(provider), "the provider outlives its command line: write {nth}");
}

macro_rules! kill {
    ($name:ident, $kind:ident, $program:ident, $victim:ident, $moment:ident) => {
        #[test]
        fn $name() {
            every_write(Kind::$kind, Program::$program, Victim::$victim, Moment::$moment);
        }
    };
}

kill!(provider_before_sandbox_terraform, Sandbox, Terraform, Provider, Before);
kill!(provider_after_sandbox_terraform, Sandbox, Terraform, Provider, After);
kill!(command_line_before_sandbox_terraform, Sandbox, Terraform, CommandLine, Before);
kill!(command_line_after_sandbox_terraform, Sandbox, Terraform, CommandLine, After);
kill!(provider_after_sandbox_opentofu, Sandbox, OpenTofu, Provider, After);
kill!(provider_after_moto_terraform, Moto, Terraform, Provider, After);
kill!(provider_after_ministack_terraform, Ministack, Terraform, Provider, After);
