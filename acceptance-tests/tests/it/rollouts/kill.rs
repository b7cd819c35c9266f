//! `kill -9` in every phase that the journal knows, of the provider and of the whole command line: the next apply comes to the
//! same end.

use kgas_acceptance::cli::Target;
use serde_json::json;

use super::scene::{Moment, Scene, steps};

/// A fifth of every pause, the life of the lock among them.
const SCALE: &str = "200";

/// Who is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Victim {
    Provider,
    CommandLine,
}

/// A version that serves, and the next one's apply killed at a moment of it.
fn killed(victim: Victim, moment: Moment) {
    let mut scene = scene(victim, moment);
    let _ = scene.apply().expect_ok();
    if moment == Moment::Reverting {
        scene.version("v2-never-ready");
        scene.rollout["workload"]["progress_deadline"] = json!("10s");
    } else {
        scene.version("v2");
    }
    scene.struck(victim, moment);
    if moment == Moment::Reverting {
        scene.version("v3");
    }
    scene.finish([Some(0), Some(100)], [Some(0), Some(4)]);
}

/// The first apply of all, killed.
fn killed_at_first(victim: Victim) {
    let mut scene = scene(victim, Moment::Installing);
    scene.struck(victim, Moment::Installing);
    scene.finish([Some(100), Some(0)], [Some(4), Some(0)]);
}

fn scene(victim: Victim, moment: Moment) -> Scene {
    let mut scene = Scene::new(&format!("kill-{victim:?}-{moment:?}").to_lowercase());
    scene.work.set("KGAS_POLL_SCALE", SCALE);
    scene.rollout["canary"]["steps"] = steps("10s");
    scene.rollout["canary"]["keep_old_for"] = json!("10s");
    scene.lingers();
    scene
}

impl Scene {
    fn struck(&mut self, victim: Victim, moment: Moment) {
        let running = self.start();
        self.until("the moment to kill", |scene| moment.is_now(&scene.journal()));
        let target = running.target();
        let provider = target.provider().unwrap();
        match victim {
            Victim::Provider => assert!(target.kill_provider()),
            Victim::CommandLine => target.kill(),
        }
        assert!(!running.wait().unwrap().ok());
        assert!(Target::ends(provider), "the provider outlives its command line");
    }

    /// One more apply comes to the end.
    fn finish(&mut self, weights: [Option<u64>; 2], [a, b]: [Option<u64>; 2]) {
        let ended = self.unlocked("apply");
        assert!(ended.ok(), "{}", ended.unframed());
        self.plan_is_empty();
        assert_eq!((self.weights(), self.pods("a"), self.pods("b").or(Some(0))), (weights, a, b));
        self.destroy();
    }
}

#[test]
fn the_provider_while_the_first_version_is_installed() {
    killed_at_first(Victim::Provider);
}

#[test]
fn the_command_line_while_the_first_version_is_installed() {
    killed_at_first(Victim::CommandLine);
}

#[test]
fn the_provider_when_the_candidate_is_written_down() {
    killed(Victim::Provider, Moment::Begun);
}

#[test]
fn the_command_line_when_the_candidate_is_written_down() {
    killed(Victim::CommandLine, Moment::Begun);
}

#[test]
fn the_provider_with_a_weight_about_to_be_written() {
    killed(Victim::Provider, Moment::Intent);
}

#[test]
fn the_command_line_with_a_weight_about_to_be_written() {
    killed(Victim::CommandLine, Moment::Intent);
}

#[test]
fn the_provider_while_a_step_is_watched() {
    killed(Victim::Provider, Moment::Baking);
}

#[test]
fn the_command_line_while_a_step_is_watched() {
    killed(Victim::CommandLine, Moment::Baking);
}

#[test]
fn the_provider_with_all_the_traffic_at_the_candidate() {
    killed(Victim::Provider, Moment::Whole);
}

#[test]
fn the_command_line_with_all_the_traffic_at_the_candidate() {
    killed(Victim::CommandLine, Moment::Whole);
}

#[test]
fn the_provider_while_the_old_version_is_kept() {
    killed(Victim::Provider, Moment::Keeping);
}

#[test]
fn the_command_line_while_the_old_version_is_kept() {
    killed(Victim::CommandLine, Moment::Keeping);
}

#[test]
fn the_provider_while_the_candidate_is_taken_back() {
    killed(Victim::Provider, Moment::Reverting);
}

#[test]
fn the_command_line_while_the_candidate_is_taken_back() {
    killed(Victim::CommandLine, Moment::Reverting);
}
