//! A Prometheus that is out says nothing about the version: its weight stays until it can be asked again.

use std::thread::sleep;
use std::time::Duration;

use kgas_acceptance::kubernetes::Kubernetes;

use super::scene::{Metrics, Scene, steps};

#[test]
fn an_outage_of_the_metrics_holds_the_weight() {
    let cluster = Kubernetes::shared().unwrap();
    let mut metrics = Metrics::of(cluster);
    let mut scene = Scene::new("outage");
    scene.watched(&metrics);
    scene.rollout["canary"]["steps"] = steps("3s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(25);
    metrics.prometheus.kill();
    sleep(Duration::from_secs(8));
    assert_eq!(scene.weights(), [Some(75), Some(25)], "longer than the step lasts");
    metrics.prometheus.resume().unwrap();
    let _ = running.wait().unwrap().expect_ok();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.destroy();
}
