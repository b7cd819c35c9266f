//! The apply dies, and the dead man in the cluster takes its version back.

use kgas_acceptance::cli::Target;
use kgas_acceptance::kubernetes::{Kind, Kubelet, Kubernetes, has};
use kgas_acceptance::parts;
use serde_json::{Value, json};

use super::scene::{Scene, steps};

/// A fifth of every pause, the life of the lock and the dead man's patience among them.
const SCALE: &str = "200";
const JOB: &str = "kgas-rollout-api-dead-man";

fn guarded(namespace: &str) -> (Scene, Kubelet) {
    let mut scene = Scene::new(namespace);
    scene.work.set("KGAS_POLL_SCALE", SCALE);
    scene.subject.lock_scale = SCALE.parse().unwrap();
    scene.rollout["in_cluster"] = json!({ "image": "registry.test/kgas:0.1.0" });
    scene.rollout["dead_man"] = json!({ "after": "30s" });
    scene.rollout["canary"]["steps"] = steps("10s");
    let cluster = Kubernetes::shared().unwrap();
    let kubelet = Kubelet::start(cluster, namespace, parts::provider().unwrap(), &[("KGAS_POLL_SCALE", SCALE)]);
    (scene, kubelet)
}

impl Scene {
    /// Applies once more.
    fn again(&mut self) {
        let _ = self.unlocked("apply").expect_ok();
    }
}

#[test]
fn an_apply_that_is_killed_loses_its_version() {
    let (mut scene, _kubelet) = guarded("dead-man");
    let _ = scene.apply().expect_ok();
    assert_eq!(scene.find(Kind::Job, JOB), None, "a first version has nothing beside it");
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(25);
    assert_eq!(verbs(&scene), ["create events", "get", "list pods", "patch", "update"]);
    let target = running.target();
    let provider = target.provider().unwrap();
    target.kill_all();
    assert!(!running.wait().unwrap().ok());
    assert!(Target::ends(provider));
    assert_eq!(scene.weights(), [Some(75), Some(25)], "nothing but the dead man takes it back");

    scene.until("the dead man", |scene| scene.journal()["phase"] == "reverting" && holder(scene).is_null());
    let journal = scene.journal();
    assert_eq!(scene.weights(), [Some(100), Some(0)]);
    assert_eq!(journal["cause"]["dead_man"], json!({ "step": 2, "weight": 25, "after": 30_000 }));
    let told = journal["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&told["from"], &told["to"]), (&json!(25), &json!(0)));
    scene.until("the Job's end", |scene| has(&scene.find(Kind::Job, JOB).unwrap(), "Complete"));
    // The witness: who it was that lowered the weight.
    let account = format!("system:serviceaccount:dead-man:{JOB}");
    let events = scene.events();
    let by_it: Vec<_> = events.iter().filter(|event| event.is_write() && event.user == account).collect();
    let on = |resource: &str| by_it.iter().filter(|event| event.object.resource == resource).count();
    assert!(on("httproutes") >= 2 && on("configmaps") >= 2 && on("leases") >= 2, "{by_it:#?}");
    assert!(events.iter().all(|event| event.user != account || event.status != 403), "its role is enough");
    scene.keeps_its_promises();

    let told = scene.plan_is_pending();
    assert!(told.contains("dead man took it back"), "{told}");
    scene.again();
    assert_eq!(scene.weights(), [Some(0), Some(100)], "the same version is tried again");
    scene.until("the Job's end", |scene| has(&scene.find(Kind::Job, JOB).unwrap(), "Complete"));
    scene.plan_is_empty();
    scene.destroy();
    for kind in [Kind::Job, Kind::ServiceAccount, Kind::Role, Kind::RoleBinding, Kind::ConfigMap] {
        assert_eq!(scene.find(kind, JOB), None, "{kind:?}");
    }
}

#[test]
fn a_dead_man_that_cannot_run_keeps_the_version_from_its_traffic() {
    let (mut scene, _kubelet) = guarded("dead-man-missing");
    scene.rollout["workload"]["progress_deadline"] = json!("20s");
    let _ = scene.apply().expect_ok();
    scene.rollout["in_cluster"]["image"] = json!("registry.test/no-such-image:1");
    scene.version("v2");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(!ended.ok(), "{told}");
    for words in ["The dead man did not run in time for step 1", "ImagePullBackOff", "registry.test/no-such-image:1"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
    assert_eq!((scene.weights(), scene.image()), ([Some(100), Some(0)], "registry.test/api:v1".to_owned()));
    scene.rollout["in_cluster"]["image"] = json!("registry.test/kgas:0.1.0");
    scene.again();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.destroy();
}

/// What the dead man's role has: verbs, with the kind of object where they are good for every name.
fn verbs(scene: &Scene) -> Vec<String> {
    let role = scene.find(Kind::Role, JOB).unwrap();
    let of = |rule: &Value| {
        let any = if rule["resourceNames"].is_array() {
            String::new()
        } else {
            format!(" {}", rule["resources"][0].as_str().unwrap())
        };
        let verbs = rule["verbs"].as_array().unwrap().clone();
        verbs.into_iter().map(move |verb| format!("{}{any}", verb.as_str().unwrap())).collect::<Vec<_>>()
    };
    let all: std::collections::BTreeSet<_> = role["rules"].as_array().unwrap().iter().flat_map(of).collect();
    all.into_iter().collect()
}

fn holder(scene: &Scene) -> Value {
    scene.find(Kind::Lease, "kgas-rollout-api").unwrap_or_default()["spec"]["holderIdentity"].clone()
}
