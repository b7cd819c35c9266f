//! Deployments, their pods, and who reaches them.
use kgas_sandbox::{KUBERNETES_TOKEN, Options, Sandbox};
use serde_json::{Value, json};

use super::{APPS, Kube, SERVICES, deployment, service};

const PODS: &str = "api/v1/namespaces/shop/pods";
const SETS: &str = "apis/apps/v1/namespaces/shop/replicasets";
const SLICES: &str = "apis/discovery.k8s.io/v1/namespaces/shop/endpointslices";

/// Observed generation, replicas, updated, ready and available.
fn counts(kube: &mut Kube, name: &str) -> [u64; 5] {
    let seen = kube.get(&format!("{APPS}/{name}"));
    let members = ["observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas"];
    members.map(|member| seen["status"][member].as_u64().unwrap_or(0))
}

/// Status and reason of a condition.
fn condition(doc: &Value, kind: &str) -> String {
    let conditions = doc["status"]["conditions"].as_array().into_iter().flatten();
    let found = conditions.into_iter().find(|condition| condition["type"] == kind).cloned().unwrap_or_default();
    format!("{} {}", found["status"].as_str().unwrap_or("-"), found["reason"].as_str().unwrap_or("-"))
}

fn annotated(name: &str, replicas: u64, annotations: Value) -> Value {
    let mut doc = deployment(name, replicas);
    doc["spec"]["template"]["metadata"]["annotations"] = annotations;
    doc
}

#[test]
fn a_deployment_is_seen_after_a_moment_and_available_after_seconds() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 3));
    assert_eq!(counts(&mut kube, "api"), [0; 5]);
    kube.wait_millis(100);
    assert_eq!(counts(&mut kube, "api"), [1, 3, 3, 0, 0]);
    assert_eq!(condition(&kube.get(&format!("{APPS}/api")), "Available"), "False MinimumReplicasUnavailable");
    kube.wait_millis(1_900);
    assert_eq!(counts(&mut kube, "api")[3], 0, "no pod is ready before two seconds");
    kube.wait_millis(3_200);
    assert_eq!(counts(&mut kube, "api"), [1, 3, 3, 3, 3]);
    let seen = kube.get(&format!("{APPS}/api"));
    assert_eq!(condition(&seen, "Available"), "True MinimumReplicasAvailable");
    assert_eq!(condition(&seen, "Progressing"), "True NewReplicaSetAvailable");
    assert_eq!(seen["metadata"]["annotations"]["deployment.kubernetes.io/revision"], "1");

    let pods = kube.get(&format!("{PODS}?labelSelector=app%3Dapi"));
    let pod = &pods["items"][0];
    assert_eq!(pods["items"].as_array().unwrap().len(), 3);
    assert_eq!((condition(pod, "Ready"), &pod["status"]["phase"]), ("True -".to_owned(), &json!("Running")));
    let owner = &pod["metadata"]["ownerReferences"][0];
    let set = kube.get(&format!("{SETS}/{}", owner["name"].as_str().unwrap()));
    assert_eq!((&owner["uid"], &owner["controller"]), (&set["metadata"]["uid"], &json!(true)));
    assert_eq!(pod["metadata"]["labels"]["pod-template-hash"], set["metadata"]["labels"]["pod-template-hash"]);
    assert_eq!(set["metadata"]["ownerReferences"][0]["uid"], seen["metadata"]["uid"]);
}

#[test]
fn a_pod_is_available_when_it_was_ready_long_enough() {
    let mut kube = Kube::new();
    let mut slow = annotated("api", 1, json!({ "kgas.test/ready-seconds": "3" }));
    slow["spec"]["minReadySeconds"] = json!(10);
    kube.must("POST", APPS, &slow);
    kube.wait_millis(3_100);
    assert_eq!(counts(&mut kube, "api"), [1, 1, 1, 1, 0]);
    kube.wait_millis(9_999);
    assert_eq!(counts(&mut kube, "api")[4], 0);
    kube.wait_millis(1);
    assert_eq!(counts(&mut kube, "api")[4], 1);
}

#[test]
fn what_never_becomes_ready_misses_its_deadline_and_keeps_the_old_pods() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 4));
    kube.wait_millis(10_000);
    let stuck = json!({ "spec": { "progressDeadlineSeconds": 60, "template": { "metadata": {
        "annotations": { "kgas.test/never-ready": "true" } } } } });
    assert_eq!(kube.merge(&format!("{APPS}/api"), &stuck).0, 200);
    kube.wait_millis(30_000);
    let seen = kube.get(&format!("{APPS}/api"));
    assert_eq!(condition(&seen, "Progressing"), "True ReplicaSetUpdated");
    // A quarter more may be there, and a quarter of the old may be missing.
    assert_eq!(counts(&mut kube, "api"), [2, 5, 2, 3, 3]);
    kube.wait_millis(60_000);
    let seen = kube.get(&format!("{APPS}/api"));
    assert_eq!(condition(&seen, "Progressing"), "False ProgressDeadlineExceeded");
    assert_eq!(condition(&seen, "Available"), "True MinimumReplicasAvailable");

    // Back to the first template, the first set is used again.
    let back = json!({ "spec": { "template": { "metadata": { "annotations": null } } } });
    assert_eq!(kube.merge(&format!("{APPS}/api"), &back).0, 200);
    kube.wait_millis(30_000);
    assert_eq!(counts(&mut kube, "api"), [3, 4, 4, 4, 4]);
    assert_eq!(kube.get(SETS)["items"].as_array().unwrap().len(), 2);
    assert_eq!(kube.get(&format!("{APPS}/api"))["metadata"]["annotations"]["deployment.kubernetes.io/revision"], "3");
}

#[test]
fn a_rolling_update_keeps_enough_pods_and_makes_not_too_many() {
    let mut kube = Kube::new();
    let mut rolled = deployment("api", 10);
    rolled["spec"]["strategy"] =
        json!({ "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 2, "maxUnavailable": 0 } });
    kube.must("POST", APPS, &rolled);
    kube.wait_millis(10_000);
    rolled["spec"]["template"]["spec"]["containers"][0]["image"] = json!("registry/app:2");
    kube.must("PUT", &format!("{APPS}/api"), &rolled);
    let mut mixed = 0;
    for _ in 0..400 {
        kube.wait_millis(100);
        let [_, total, updated, _, available] = counts(&mut kube, "api");
        assert!(total <= 12 && available >= 10, "{total} {available}");
        mixed += usize::from(updated > 0 && updated < total);
    }
    assert_eq!(counts(&mut kube, "api"), [2, 10, 10, 10, 10]);
    assert!(mixed > 50, "it took only {mixed} tenths of a second");
}

#[test]
fn recreate_lets_all_old_pods_go_first() {
    let mut kube = Kube::new();
    let mut once = deployment("api", 2);
    once["spec"]["strategy"] = json!({ "type": "Recreate" });
    kube.must("POST", APPS, &once);
    kube.wait_millis(10_000);
    once["spec"]["template"]["spec"]["containers"][0]["image"] = json!("registry/app:2");
    kube.must("PUT", &format!("{APPS}/api"), &once);
    kube.wait_millis(1_000);
    assert_eq!(counts(&mut kube, "api"), [2, 0, 0, 0, 0]);
    kube.wait_millis(10_000);
    assert_eq!(counts(&mut kube, "api"), [2, 2, 2, 2, 2]);
}

#[test]
fn endpoints_are_the_ready_pods_that_a_service_selects() {
    let mut kube = Kube::new();
    kube.must("POST", SERVICES, &service("api", "api"));
    kube.must("POST", APPS, &deployment("api", 2));
    kube.must("POST", APPS, &deployment("other", 1));
    kube.wait_millis(10_000);
    let ready = |kube: &mut Kube| {
        let slices = kube.get(&format!("{SLICES}?labelSelector=kubernetes.io/service-name%3Dapi"));
        let endpoints = slices["items"][0]["endpoints"].as_array().unwrap().clone();
        assert_eq!(slices["items"][0]["ports"][0]["port"], 8080);
        let count = |member: &str| endpoints.iter().filter(|one| one["conditions"][member] == true).count();
        [count("ready"), count("terminating")]
    };
    assert_eq!(ready(&mut kube), [2, 0]);
    kube.merge(&format!("{APPS}/api/scale"), &json!({ "spec": { "replicas": 1 } }));
    kube.wait_millis(200);
    assert_eq!(ready(&mut kube), [1, 1]);
    kube.wait_millis(3_000);
    assert_eq!(ready(&mut kube), [1, 0]);
}

#[test]
fn what_belonged_to_a_deployment_goes_after_it_unless_it_is_orphaned() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 2));
    kube.must("POST", APPS, &deployment("kept", 1));
    kube.wait_millis(10_000);
    kube.must("DELETE", &format!("{APPS}/api"), &Value::Null);
    kube.must("DELETE", &format!("{APPS}/kept"), &json!({ "propagationPolicy": "Orphan" }));
    kube.wait_millis(5_000);
    let names = |kube: &mut Kube, path: &str| {
        let list = kube.get(path);
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["metadata"]["name"].as_str().unwrap()[..4].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (names(&mut kube, APPS), names(&mut kube, SETS), names(&mut kube, PODS)),
        (vec![], vec!["kept".to_owned()], vec!["kept".to_owned()])
    );
    let set = kube.get(SETS)["items"][0]["metadata"]["name"].as_str().unwrap().to_owned();
    let held = kube.must("DELETE", &format!("{SETS}/{set}"), &json!({ "propagationPolicy": "Foreground" }));
    assert_eq!(held["metadata"]["finalizers"], json!(["foregroundDeletion"]));
    kube.wait_millis(5_000);
    assert_eq!((names(&mut kube, SETS), names(&mut kube, PODS)), (vec![], vec![]));
}

#[test]
fn a_namespace_takes_along_what_is_in_it() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 2));
    kube.wait_millis(10_000);
    let ending = kube.must("DELETE", "api/v1/namespaces/shop", &Value::Null);
    assert_eq!(ending["status"]["phase"], "Terminating");
    let (status, refused) = kube.ask("POST", APPS, &deployment("late", 1));
    assert_eq!((status, &refused["details"]["causes"][0]["reason"]), (403, &json!("NamespaceTerminating")));
    kube.wait_millis(1_000);
    assert_eq!(kube.ask("GET", "api/v1/namespaces/shop", &Value::Null).0, 404);
    assert_eq!(kube.get("api/v1/pods")["items"], json!([]));
}

#[test]
fn a_quota_stops_the_pods_beyond_it_and_a_budget_says_how_many_may_go() {
    let mut kube = Kube::new();
    let quotas = "api/v1/namespaces/shop/resourcequotas";
    let quota = json!({ "metadata": { "name": "few" }, "spec": { "hard": { "pods": "2" } } });
    kube.must("POST", quotas, &quota);
    let budgets = "apis/policy/v1/namespaces/shop/poddisruptionbudgets";
    let budget = json!({ "metadata": { "name": "api" }, "spec": { "minAvailable": 1, "selector": { "matchLabels": { "app": "api" } } } });
    kube.must("POST", budgets, &budget);
    kube.must("POST", APPS, &deployment("api", 3));
    kube.wait_millis(10_000);
    assert_eq!(counts(&mut kube, "api"), [1, 2, 2, 2, 2]);
    assert_eq!(condition(&kube.get(&format!("{APPS}/api")), "ReplicaFailure"), "True FailedCreate");
    assert_eq!(kube.get(&format!("{quotas}/few"))["status"]["used"], json!({ "pods": "2" }));
    assert_eq!(kube.get(&format!("{budgets}/api"))["status"]["disruptionsAllowed"], 1);
}

#[test]
fn an_autoscaler_keeps_its_target_within_bounds_and_owns_the_replicas_then() {
    let mut kube = Kube::new();
    kube.apply(&format!("{APPS}/api"), "kgas", "", &deployment("api", 1));
    let autoscalers = "apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers";
    let autoscaler = json!({ "metadata": { "name": "api" }, "spec": { "minReplicas": 3, "maxReplicas": 6,
        "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "api" } } });
    kube.must("POST", autoscalers, &autoscaler);
    kube.wait_millis(10_000);
    assert_eq!(counts(&mut kube, "api"), [2, 3, 3, 3, 3]);
    let (_, refused) = kube.apply(&format!("{APPS}/api"), "kgas", "", &deployment("api", 1));
    let owner = "\"kube-controller-manager\" with subresource \"scale\"";
    assert!(refused["message"].as_str().unwrap().contains(owner), "{refused}");
    let path = format!("{autoscalers}/api");
    kube.merge(&path, &json!({ "metadata": { "annotations": { "kgas.test/desired-replicas": "20" } } }));
    kube.wait_millis(10_000);
    assert_eq!(counts(&mut kube, "api")[1], 6);
    let status = kube.get(&path)["status"].clone();
    assert_eq!((&status["currentReplicas"], &status["desiredReplicas"]), (&json!(6), &json!(6)));
}

#[test]
fn two_clusters_of_the_same_seed_live_the_same_life() {
    let life = || {
        let mut kube = Kube::new();
        kube.must("POST", APPS, &deployment("api", 5));
        kube.wait_millis(3_000);
        kube.get(PODS).to_string()
    };
    assert_eq!(life(), life());
}

#[tokio::test]
async fn the_controllers_go_by_the_clock_of_the_clouds() {
    let sandbox = Sandbox::start(Options { speed: 1_000, ..Options::default() }).await.unwrap();
    let ask = |method: &str, path: &str, body: &Value| {
        let request = http::Request::builder().method(method).uri(format!("/kubernetes/local/fast/{path}"));
        let request = request.header("authorization", format!("Bearer {KUBERNETES_TOKEN}"));
        let answer = sandbox.answer(&request.body(body.to_string().into()).unwrap());
        serde_json::from_slice::<Value>(answer.body()).unwrap()
    };
    let path = "apis/apps/v1/namespaces/default/deployments";
    let begun = sandbox.now();
    ask("POST", path, &deployment("api", 3));
    for _ in 0..2_000 {
        if ask("GET", &format!("{path}/api"), &Value::Null)["status"]["availableReplicas"] == 3 {
            // Milliseconds of ours are seconds of theirs.
            assert!(sandbox.now().0 - begun.0 >= 2_000);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("the pods did not become available");
}
