//! `kill -9` of the API server in every phase that the journal knows: the apply waits for it, and goes on.

use std::thread::sleep;
use std::time::Duration;

use kgas_acceptance::kubernetes::Kubernetes;
use serde_json::json;

use super::scene::{Moment, Scene, steps};

/// Longer than a look, shorter than the lock's life.
const OUTAGE: Duration = Duration::from_secs(3);

#[test]
fn an_outage_of_the_api_server_in_any_phase_is_waited_through() {
    let mut cluster = Kubernetes::start().unwrap();
    let mut scene = Scene::on(&cluster, "outages");
    scene.rollout["canary"]["steps"] = steps("1s");
    scene.rollout["canary"]["keep_old_for"] = json!("3s");
    scene.lingers();
    let moments = [Moment::Installing, Moment::Begun, Moment::Intent, Moment::Baking, Moment::Whole, Moment::Keeping];
    for (nth, moment) in moments.into_iter().enumerate() {
        scene.version(&format!("v{nth}"));
        let _ = scene.outlives(&mut cluster, moment).expect_ok();
        scene.plan_is_empty();
    }
    scene.version("v9-never-ready");
    scene.rollout["workload"]["progress_deadline"] = json!("6s");
    let ended = scene.outlives(&mut cluster, Moment::Reverting);
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("The new version was taken back"), "{told}");
    let _ = scene.plan_is_pending();
    scene.destroy();
}

impl Scene {
    /// An apply, and an outage at a moment of it.
    fn outlives(&mut self, cluster: &mut Kubernetes, moment: Moment) -> kgas_acceptance::cli::Ended {
        let running = self.start();
        self.until(&format!("{moment:?}"), |scene| moment.is_now(&scene.journal()));
        cluster.kill_api_server();
        sleep(OUTAGE);
        cluster.start_api_server().unwrap();
        running.wait().unwrap()
    }
}
