//! The same rollout on two clusters, in one configuration: each is done in its own.

use kgas_acceptance::kubernetes::Kubernetes;

use super::scene::Scene;

#[test]
fn two_clusters_in_one_configuration() {
    let other = Kubernetes::start().unwrap();
    let mut first = Scene::new("two-clusters");
    let mut second = Scene::on(&other, "two-clusters");
    first.also.insert("west".to_owned(), second.rollout.clone());
    let _ = first.apply().expect_ok();
    assert_eq!((first.weights(), second.weights()), ([Some(100), Some(0)], [Some(100), Some(0)]));

    // One moves and the other one does not.
    second.version("v2");
    first.also.insert("west".to_owned(), second.rollout.clone());
    let _ = first.apply().expect_ok();
    assert_eq!((first.weights(), second.weights()), ([Some(100), Some(0)], [Some(0), Some(100)]));
    first.plan_is_empty();
    second.keeps_its_promises();

    // A cluster that is gone keeps nobody from changing the other one.
    first.version("v2");
    drop(other);
    first.write();
    let ended = first.work.run(&["apply", "-auto-approve", "-input=false", "-no-color", "-refresh=false"]).unwrap();
    assert!(ended.ok(), "{}", ended.words());
    assert_eq!(first.weights(), [Some(0), Some(100)]);
    first.also.clear();
    first.write();
    let forget = ["state", "rm", "kgas_rollout.west"];
    let _ = first.work.run(&forget).unwrap().expect_ok();
    first.plan_is_empty();
    first.destroy();
}
