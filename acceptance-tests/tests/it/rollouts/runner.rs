//! The rollout is carried out by a Job in the cluster, and the apply looks on.

use std::time::{Duration, Instant};

use kgas_acceptance::cli::{Ended, Target};
use kgas_acceptance::kubernetes::{Kind, Kubelet, Kubernetes};
use kgas_acceptance::parts;
use serde_json::{Value, json};

use super::scene::{Metrics, Scene, steps};

const JOB: &str = "kgas-rollout-api-run";
/// Everything that there is for a Job.
const OURS: [Kind; 5] = [Kind::Job, Kind::Secret, Kind::ServiceAccount, Kind::Role, Kind::RoleBinding];

fn by_job(namespace: &str) -> (Scene, Kubelet) {
    let mut scene = Scene::new(namespace);
    scene.rollout["runner"] = json!("job");
    scene.rollout["in_cluster"] = json!({ "image": "registry.test/kgas:0.1.0" });
    let kubelet = Kubelet::start(Kubernetes::shared().unwrap(), namespace, parts::provider().unwrap(), &[]);
    (scene, kubelet)
}

/// The same with a first version in its place, and a second one on its way that is watched for long.
fn on_its_way(namespace: &str, on_interrupt: &str) -> (Scene, Kubelet) {
    let (mut scene, kubelet) = by_job(namespace);
    scene.rollout["canary"]["steps"] = steps("4s");
    scene.rollout["on_interrupt"] = json!(on_interrupt);
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    (scene, kubelet)
}

impl Scene {
    /// Only the Job has moved anything, it may do all that it tried, and nothing of it is left.
    #[track_caller]
    fn was_carried_out_by_the_job(&self) {
        let account = format!("system:serviceaccount:{}:{JOB}", self.namespace);
        let events = self.events();
        let moves = ["httproutes", "deployments", "leases"];
        for resource in moves {
            let writes = || events.iter().filter(|event| event.is_write() && event.object.resource == resource);
            let ours = writes().filter(|event| event.is_by(kgas_acceptance::audit::PROVIDER));
            let others: Vec<_> = ours.clone().filter(|event| event.user != account).collect();
            assert!(ours.count() > 0 && others.is_empty(), "{resource}: {others:#?}");
        }
        let denied: Vec<_> = events.iter().filter(|event| event.user == account && event.status == 403).collect();
        assert!(denied.is_empty(), "its role is not enough: {denied:#?}");
        self.has_no_job();
    }

    #[track_caller]
    fn has_no_job(&self) {
        self.until("the Job goes", |scene| OURS.iter().all(|kind| scene.find(*kind, JOB).is_none()));
    }

    fn started_job(&self) -> Value {
        self.find(Kind::Job, JOB).map(|job| job["metadata"]["uid"].clone()).unwrap_or_default()
    }
}

#[test]
fn a_job_brings_the_first_version_and_the_second() {
    let (mut scene, _kubelet) = by_job("job");
    let _ = scene.apply().expect_ok();
    assert_eq!((scene.weights(), scene.image()), ([Some(100), Some(0)], "registry.test/api:v1".to_owned()));
    scene.plan_is_empty();
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    assert_eq!((scene.weights(), scene.image()), ([Some(0), Some(100)], "registry.test/api:v2".to_owned()));
    scene.was_carried_out_by_the_job();
    scene.plan_is_empty();
    let _ = scene.apply().expect_ok();
    assert_eq!(scene.find(Kind::Job, JOB), None, "nothing to do takes no Job");
    scene.destroy();
}

#[test]
fn a_bad_metric_is_told_by_the_apply() {
    let metrics = Metrics::shared();
    let (mut scene, _kubelet) = by_job("job-bad");
    scene.watched(metrics);
    scene.rollout["analysis"]["prometheus"]["bearer_token_wo"] = json!("t0ken-of-a-story");
    scene.rollout["canary"]["steps"] = steps("6s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(25);
    metrics.traffic.fail("job-bad", "b", Some(0.3));
    let ended = running.wait().unwrap();
    let told = ended.unframed();
    assert!(!ended.ok(), "{told}");
    for words in ["The new version was taken back", "errors", "step 2 (25 %)", "0.05", "All traffic is at revision"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
    assert_eq!((scene.weights(), scene.pods("b")), ([Some(100), Some(0)], Some(0)));
    assert_eq!((scene.image(), &scene.state()["phase"]), ("registry.test/api:v1".to_owned(), &json!("reverted")));
    scene.was_carried_out_by_the_job();
    let state = std::fs::read_to_string(scene.work.path().join("root/terraform.tfstate")).unwrap();
    assert!(!state.contains("t0ken-of-a-story"));
    let _ = scene.plan_is_pending();
    scene.destroy();
}

/// ^C while the first step is watched.
fn interrupted(scene: &mut Scene) -> Ended {
    scene.rollout["canary"]["steps"] = steps("20s");
    let running = scene.start();
    scene.until("the first step is watched", |scene| scene.journal()["baking"].is_number());
    let pressed = Instant::now();
    running.target().interrupt();
    let ended = running.wait().unwrap();
    assert!(pressed.elapsed() < Duration::from_secs(10), "{:?}", pressed.elapsed());
    assert!(!ended.ok(), "{}", ended.words());
    let lease = scene.find(Kind::Lease, "kgas-rollout-api").unwrap();
    assert!(lease["spec"]["holderIdentity"].is_null(), "the lock is free: {lease}");
    assert_eq!(scene.image(), "registry.test/api:v1");
    scene.rollout["canary"]["steps"] = steps("1s");
    ended
}

#[test]
fn a_stop_has_the_job_take_the_version_back() {
    let (mut scene, _kubelet) = on_its_way("job-stop", "rollback");
    let told = interrupted(&mut scene).unframed();
    assert!(told.contains("all traffic is back at the stable version"), "{told}");
    assert_eq!(scene.weights(), [Some(100), Some(0)]);
    let _ = scene.apply().expect_ok();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.was_carried_out_by_the_job();
    scene.destroy();
}

#[test]
fn a_stop_has_the_job_leave_the_version_where_it_is() {
    let (mut scene, _kubelet) = on_its_way("job-hold", "hold");
    let told = interrupted(&mut scene).unframed();
    assert!(told.contains("stopped where it was: 5 %"), "{told}");
    assert_eq!(scene.weights(), [Some(95), Some(5)]);
    let _ = scene.apply().expect_ok();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.was_carried_out_by_the_job();
    scene.destroy();
}

/// The apply is killed at a quarter of the traffic; the uid of its Job.
fn killed(scene: &mut Scene, kill: fn(&Target)) -> Value {
    let running = scene.start();
    scene.until_weight(25);
    let job = scene.started_job();
    let target = running.target();
    let provider = target.provider().unwrap();
    kill(&target);
    assert!(!running.wait().unwrap().ok());
    assert!(Target::ends(provider));
    job
}

#[test]
fn a_job_outlives_its_apply() {
    let (mut scene, _kubelet) = on_its_way("job-killed", "rollback");
    // The provider sees its Terraform die, and that is no ^C.
    killed(&mut scene, Target::kill);
    scene.until("the Job brings it", |scene| {
        let journal = scene.journal();
        journal["phase"] == "idle" && journal["stable"]["slot"] == "b"
    });
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    let told = scene.unlocked("apply");
    assert_eq!(scene.image(), "registry.test/api:v2", "{}", told.words());
    scene.plan_is_empty();
    scene.destroy();
    scene.has_no_job();
}

#[test]
fn the_next_apply_looks_on_again() {
    let (mut scene, _kubelet) = on_its_way("job-adopted", "rollback");
    scene.rollout["canary"]["steps"] = steps("8s");
    let job = killed(&mut scene, Target::kill_all);
    let running = scene.work.start(&["apply", "-auto-approve", "-input=false", "-no-color", "-lock=false"]).unwrap();
    scene.until_weight(100);
    assert_eq!(scene.started_job(), job, "it is the same Job");
    let _ = running.wait().unwrap().expect_ok();
    let transitions = scene.find(Kind::Lease, "kgas-rollout-api").unwrap()["spec"]["leaseTransitions"].clone();
    assert_eq!(transitions, 2, "one run brought each version");
    scene.was_carried_out_by_the_job();
    scene.destroy();
}

#[test]
fn another_version_has_the_job_stop_first() {
    let (mut scene, _kubelet) = on_its_way("job-newer", "rollback");
    let job = killed(&mut scene, Target::kill_all);
    scene.rollout["canary"]["steps"] = steps("1s");
    scene.version("v3");
    let _ = scene.unlocked("apply").expect_ok();
    assert_eq!((scene.weights(), scene.image()), ([Some(0), Some(100)], "registry.test/api:v3".to_owned()));
    let weights: Vec<_> = scene.journal()["entries"].as_array().unwrap().iter().map(|one| one["to"].clone()).collect();
    let zero = weights.iter().position(|weight| *weight == json!(0)).unwrap();
    assert!(weights[zero + 1..].starts_with(&[json!(5), json!(25)]), "{weights:?}");
    let made = scene.events().into_iter().filter(|event| {
        event.verb == "create" && event.object.resource == "jobs" && event.is_by(kgas_acceptance::audit::PROVIDER)
    });
    assert_eq!(made.count(), 3, "one for each version, and not {job} again");
    scene.was_carried_out_by_the_job();
    scene.destroy();
}

#[test]
fn another_pod_goes_on_where_one_was_ended() {
    let (mut scene, _kubelet) = on_its_way("job-evicted", "rollback");
    // That is about what another apply left.
    scene.rollout["resume"] = json!("manual");
    let running = scene.start();
    scene.until_weight(25);
    let pods = scene.client.list(&Kind::Pod.all("job-evicted")).unwrap();
    let of_job = |pod: &&Value| pod["metadata"]["labels"]["batch.kubernetes.io/job-name"] == JOB;
    let alive = |pod: &&Value| pod["status"]["phase"] == "Running";
    let pod = pods.iter().filter(of_job).find(alive).unwrap();
    scene.client.delete(&Kind::Pod.at("job-evicted", pod["metadata"]["name"].as_str().unwrap())).unwrap();
    let _ = running.wait().unwrap().expect_ok();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    let raised: Vec<_> = scene.journal()["entries"].as_array().unwrap().iter().map(|one| one["to"].clone()).collect();
    assert_eq!(raised, [5, 25, 50, 100], "it was not begun anew");
    scene.was_carried_out_by_the_job();
    scene.destroy();
}

#[test]
fn an_image_that_is_nowhere_is_told() {
    let (mut scene, _kubelet) = on_its_way("job-image", "rollback");
    scene.rollout["in_cluster"]["image"] = json!("registry.test/no-such-image:1");
    scene.rollout["workload"]["progress_deadline"] = json!("5s");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(!ended.ok(), "{told}");
    for words in ["The Job did not carry the rollout out", "ImagePullBackOff", "registry.test/no-such-image:1"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
    assert_eq!((scene.weights(), scene.image()), ([Some(100), Some(0)], "registry.test/api:v1".to_owned()));
    scene.has_no_job();
    scene.destroy();
}

#[test]
fn an_identity_without_rights_is_told() {
    let (mut scene, _kubelet) = by_job("job-rights");
    scene.rollout["in_cluster"]["service_account"] = json!("default");
    scene.rollout["workload"]["progress_deadline"] = json!("5s");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(!ended.ok(), "{told}");
    for words in ["The Job did not carry the rollout out", "forbidden", "system:serviceaccount:job-rights:default"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
    assert_eq!(scene.find(Kind::ServiceAccount, JOB), None, "none is made where one is given");
    scene.has_no_job();
}

#[test]
fn a_destroy_has_the_job_stop_first() {
    let (mut scene, _kubelet) = on_its_way("job-destroy", "rollback");
    scene.rollout["canary"]["steps"] = steps("20s");
    killed(&mut scene, Target::kill_all);
    let _ = scene.unlocked("destroy").expect_ok();
    scene.has_no_job();
    scene.keeps_its_promises();
    assert_eq!(scene.find(Kind::HttpRoute, "api"), None);
}
