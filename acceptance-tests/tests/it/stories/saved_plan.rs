//! A saved plan whose apply was killed is applied again: it goes on with what is there.
use kgas_acceptance::cli::Target;
use serde_json::json;

use super::scene::Scene;
use crate::proxy::{Moment, Which};

const APPLY: [&str; 4] = ["apply", "-input=false", "-no-color", "plan.bin"];
const CREATE: &str = "POST /clusters";

fn is_applied_again(mut scene: Scene) {
    assert_eq!(scene.planned(), json!(["create"]));
    scene.proxy.hold(Which::Named(CREATE), Moment::After);
    let running = scene.work.start(&APPLY).unwrap();
    assert_eq!(scene.proxy.held(), CREATE);
    let target = running.target();
    let provider = target.provider().unwrap();
    target.kill();
    scene.proxy.release(true);
    assert!(!running.wait().unwrap().ok());
    assert!(Target::ends(provider));
    let arn = scene.cluster()["arn"].clone();

    scene.proxy.hold(Which::None, Moment::After);
    let ended = scene.work.run(&APPLY).unwrap().expect_ok();
    assert!(ended.words().contains("was adopted"), "{}", ended.words());
    let writes = scene.proxy.writes();
    assert!(!writes.iter().any(|write| write == CREATE), "{writes:?}");
    assert_eq!(scene.cluster()["arn"], arn);
    scene.plan_is_empty();
    scene.destroy();
}

super::on_every_cloud!(is_applied_again);
