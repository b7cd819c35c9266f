//! `kill -9` in every phase that the journal knows: the next apply comes to the same end.

use kgas_acceptance::cli::Target;
use serde_json::Value;

use super::scene::{Scene, steps};

/// A fifth of every pause, the life of the lock among them.
const SCALE: &str = "200";

/// Kills the provider, or the whole command line, once the journal of a second version is as `wanted`.
fn killed(namespace: &str, whole: bool, wanted: fn(&Value) -> bool) {
    let mut scene = Scene::new(namespace);
    scene.work.set("KGAS_POLL_SCALE", SCALE);
    scene.rollout["canary"]["steps"] = steps("10s");
    scene.rollout["canary"]["keep_old_for"] = serde_json::json!("10s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until("the moment to kill", |scene| wanted(&scene.journal()));
    let target = running.target();
    let provider = target.provider().unwrap();
    if whole {
        target.kill();
    } else {
        assert!(target.kill_provider());
    }
    let ended = running.wait().unwrap();
    assert!(!ended.ok());
    assert!(Target::ends(provider), "the provider outlives its command line");
    scene.finish();
}

impl Scene {
    /// Another apply comes to the end.
    fn finish(&mut self) {
        // The lock file of the state is that of the command line, which may be gone with it.
        let ended = self.work.run(&["apply", "-auto-approve", "-input=false", "-no-color", "-lock=false"]).unwrap();
        let told = ended.unframed();
        assert!(ended.ok() || told.contains("The new version was taken back"), "{told}");
        if !ended.ok() {
            let _ = self.apply().expect_ok();
        }
        self.plan_is_empty();
        assert_eq!(self.weights(), [Some(0), Some(100)]);
        assert_eq!((self.pods("a"), self.pods("b")), (Some(0), Some(4)));
        self.destroy();
    }
}

#[test]
fn killed_when_the_candidate_is_written_down() {
    killed("kill-begun", false, |journal| journal["phase"] == "progressing");
}

#[test]
fn killed_with_a_weight_about_to_be_written() {
    killed("kill-intent", false, |journal| journal["intent"] == 25);
}

#[test]
fn killed_while_a_step_is_watched() {
    killed("kill-baking", true, |journal| journal["weight"] == 50 && journal["baking"].is_number());
}

#[test]
fn killed_with_all_the_traffic_at_the_candidate() {
    killed("kill-whole", false, |journal| journal["weight"] == 100);
}

#[test]
fn killed_while_the_old_version_is_kept() {
    killed("kill-keeping", true, |journal| journal["phase"] == "keeping");
}
