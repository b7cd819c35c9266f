//! The cloud's time and the provider's pauses run equally fast, forty times the real: what is seen while things are under way
//! is what is seen on AWS, and nothing is done twice.
//!
//! Only the sandbox keeps a time of its own.
use kgas_acceptance::cli::Program;
use kgas_acceptance::cloud::Kind;

use super::scene::Scene;
use crate::proxy::{Moment, Which};

const SPEED: u32 = 40;
/// In thousandths.
const PAUSES: &str = "25";

#[test]
fn makes_nothing_twice() {
    let mut calm = Scene::new(Kind::Sandbox, Program::Terraform);
    let _ = calm.apply();

    let mut scene = Scene::at(SPEED, Kind::Sandbox, Program::Terraform);
    scene.work.set("KGAS_POLL_SCALE", PAUSES);
    scene.write();
    scene.proxy.hold(Which::None, Moment::After);
    let _ = scene.apply();
    // What EC2 does not show yet is asked for again by its token, which makes no second one.
    let again = scene.proxy.done_again();
    assert!(!again.iter().any(|write| write.starts_with("POST ")), "{again:?}");
    scene.plan_is_empty();
    assert_eq!(scene.counts(), calm.counts());
    scene.destroy();
}
