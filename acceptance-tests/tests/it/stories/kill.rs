//! `kill -9` of the provider and of the command line at every write: while it is on its way to the cloud, which then never
//! gets it, and when the cloud has done it and nobody knows. Each run goes on where the one before was killed, and in the
//! end the cloud has done what it does in a calm run, and nothing twice.
//!
//! The writes of a whole life on the sandbox; those of a creation on ministack too.
use kgas_acceptance::cli::Program;
use kgas_acceptance::cli::Target;
use kgas_acceptance::cloud::Kind;

use super::scene::Scene;
use crate::proxy::{Moment, Which};

/// Who is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Provider,
    CommandLine,
}

/// One command of a life, all of whose writes are killed.
#[derive(Debug, Clone, Copy)]
enum Part {
    Create,
    Update,
    Upgrade,
    Rotate,
    Destroy,
}

impl Part {
    /// What is there before, and then what is wanted.
    fn begin(self, scene: &mut Scene) {
        if !matches!(self, Self::Create) {
            let _ = scene.apply();
        }
        let shape = &mut scene.shape;
        match self {
            Self::Create | Self::Destroy => {}
            Self::Update => {
                (shape.label, shape.most, shape.tag, shape.logs) = ("green", 5, "second", r#""audit""#);
                shape.set("endpoint", "{ public = false, private = true }");
                shape.set("addons", "{ vpc-cni = {}, kube-proxy = {} }");
                shape.set(
                    "access",
                    r#"{ team = { principal = "arn:aws:iam::210987654321:role/team", level = "view" } }"#,
                );
            }
            Self::Upgrade => (shape.version, shape.steps) = ("1.35", 2),
            Self::Rotate => shape.machine = "m6i.large",
        }
        scene.write();
    }

    fn command(self) -> [&'static str; 4] {
        let command = if matches!(self, Self::Destroy) { "destroy" } else { "apply" };
        [command, "-auto-approve", "-input=false", "-no-color"]
    }
}

/// A run that nobody disturbs.
fn calm(kind: Kind, program: Program, part: Part) -> Scene {
    let mut scene = Scene::new(kind, program);
    part.begin(&mut scene);
    let _ = scene.work.run(&part.command()).unwrap().expect_ok();
    scene
}

fn every_write(kind: Kind, program: Program, part: Part, victim: Victim) {
    let calm = calm(kind, program, part);
    let mut scene = Scene::new(kind, program);
    part.begin(&mut scene);
    let begun = scene.proxy.done().len();
    let mut kills = 0;
    while kill_at(&mut scene, part, Moment::Before, victim) {
        // On its second way to the cloud the same write gets there.
        assert!(kill_at(&mut scene, part, Moment::After, victim), "the lost write is not sent again");
        kills += 1;
        assert!(kills <= 2 * calm.proxy.done().len(), "there is no end to it: {:?}", scene.proxy.done());
    }
    let done = scene.proxy.done();
    assert!(kills > 0 && kills == done.len() - begun, "{kills} kills at {done:?}");
    assert_eq!(but_repeatable(done), but_repeatable(calm.proxy.done()), "as much was done as in a calm run");
    assert_eq!(but_repeatable(scene.proxy.done_again()), [""; 0], "nothing was done twice");
    assert_eq!((scene.counts(), scene.ours()), (calm.counts(), calm.ours()));
    if !matches!(part, Part::Destroy) {
        scene.plan_is_empty();
        scene.destroy();
    }
}

fn but_repeatable(writes: impl IntoIterator<Item = String>) -> Vec<String> {
    writes.into_iter().filter(|write| !CAN_BE_REPEATED.contains(&write.as_str())).collect()
}

/// Writes that leave what they have done before as it is. One that a run was killed before may be needless in the next.
const CAN_BE_REPEATED: [&str; 4] = ["CreateTags", "ModifySubnetAttribute", "ModifyVpcAttribute", "TagRole"];

/// Runs the command, and kills at the first thing that the cloud is asked to do and has not done yet; false when the command
/// has come to its end without.
fn kill_at(scene: &mut Scene, part: Part, moment: Moment, victim: Victim) -> bool {
    scene.proxy.hold(Which::New, moment);
    let mut running = scene.work.start(&part.command()).unwrap();
    let Some(write) = scene.proxy.held_before(|| running.has_ended().unwrap()) else {
        let _ = running.wait().unwrap().expect_ok();
        scene.proxy.hold(Which::None, Moment::After);
        return false;
    };
    let target = running.target();
    let provider = target.provider().unwrap();
    match victim {
        Victim::Provider => assert!(target.kill_provider()),
        Victim::CommandLine => target.kill(),
    }
    scene.proxy.release(true);
    assert!(!running.wait().unwrap().ok(), "a killed command does not report success");
    assert!(Target::ends(provider), "the provider outlives its command line: {write}");
    true
}

macro_rules! kill {
    ($name:ident, $kind:ident, $program:ident, $part:ident, $victim:ident) => {
        #[test]
        fn $name() {
            every_write(Kind::$kind, Program::$program, Part::$part, Victim::$victim);
        }
    };
}

kill!(create_provider_sandbox_terraform, Sandbox, Terraform, Create, Provider);
kill!(create_command_line_sandbox_terraform, Sandbox, Terraform, Create, CommandLine);
kill!(create_provider_sandbox_opentofu, Sandbox, OpenTofu, Create, Provider);
kill!(create_command_line_ministack_terraform, Ministack, Terraform, Create, CommandLine);
kill!(update_provider_sandbox_terraform, Sandbox, Terraform, Update, Provider);
kill!(update_command_line_sandbox_terraform, Sandbox, Terraform, Update, CommandLine);
kill!(upgrade_provider_sandbox_terraform, Sandbox, Terraform, Upgrade, Provider);
kill!(upgrade_command_line_sandbox_terraform, Sandbox, Terraform, Upgrade, CommandLine);
kill!(rotate_provider_sandbox_terraform, Sandbox, Terraform, Rotate, Provider);
kill!(rotate_command_line_sandbox_opentofu, Sandbox, OpenTofu, Rotate, CommandLine);
kill!(destroy_provider_sandbox_terraform, Sandbox, Terraform, Destroy, Provider);
kill!(destroy_command_line_sandbox_terraform, Sandbox, Terraform, Destroy, CommandLine);
