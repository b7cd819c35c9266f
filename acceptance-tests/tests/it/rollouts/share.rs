//! A weight is in effect when the candidate is seen to get its share of the requests, and a step waits for that.

use std::thread::sleep;
use std::time::Duration;

use kgas_acceptance::kubernetes::Kubernetes;
use kgas_acceptance::traffic::Route;
use serde_json::json;

use super::scene::{Metrics, Scene, steps};

/// The share is asked for, over the last seconds.
fn observed(scene: &mut Scene, metrics: &Metrics) {
    let rate = |slot: &str| format!("sum(rate(http_requests_total{{namespace=\"$namespace\"{slot}}}[4s]))");
    let query = format!("{} / {}", rate(",slot=\"$slot\""), rate(""));
    scene.rollout["traffic"]["verify"] =
        json!({ "by": "observed_share", "query": query, "tolerance": 0.03, "settle": "0s" });
    scene.rollout["analysis"] =
        json!({ "prometheus": { "url": metrics.prometheus.url, "scrape_interval": "1s" }, "every": "1s" });
    scene.rollout["canary"]["steps"] = steps("1s");
}

#[test]
fn a_step_goes_on_when_its_share_is_seen() {
    let mut metrics = Metrics::of(Kubernetes::shared().unwrap());
    let mut scene = Scene::new("share");
    metrics.traffic.send("share", Route::HttpRoute("api".to_owned()), 400.0);
    observed(&mut scene, &metrics);
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(25);
    // What cannot be asked for holds.
    metrics.prometheus.kill();
    let weight = scene.journal()["weight"].clone();
    sleep(Duration::from_secs(8));
    assert_eq!((scene.weights(), &scene.journal()["weight"]), ([Some(75), Some(25)], &weight), "nobody has seen it");
    assert_eq!(weight, 5);
    metrics.prometheus.resume().unwrap();
    let _ = running.wait().unwrap().expect_ok();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.plan_is_empty();
    scene.destroy();
}

#[test]
fn a_data_plane_that_does_not_follow_is_given_up() {
    let metrics = Metrics::shared();
    let mut scene = Scene::new("share-deaf");
    // Whatever the route says, they go to slot a.
    metrics.traffic.send("share-deaf", Route::Service("api-a".to_owned()), 400.0);
    observed(&mut scene, metrics);
    scene.rollout["workload"]["progress_deadline"] = json!("10s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("and 5 % are meant"), "{told}");
    assert_eq!(scene.weights(), [Some(100), Some(0)]);
    scene.destroy();
}
