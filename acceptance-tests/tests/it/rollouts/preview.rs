//! What a plan tells of the apply that follows it, without a write.

use kgas_acceptance::audit::{self, PROVIDER};
use kgas_acceptance::cli::Ended;
use kgas_acceptance::kubernetes::{Kind, Kubernetes, User};
use serde_json::{Value, json};

use super::scene::{Metrics, Scene, pods, steps};

/// The time, to read the audit log from it on.
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// A plan that writes nothing.
#[track_caller]
fn plan(scene: &mut Scene) -> Ended {
    plan_as(scene, User::Admin)
}

/// The same of a user, whatever others write meanwhile.
#[track_caller]
fn plan_as(scene: &mut Scene, user: User) -> Ended {
    let since = now();
    scene.write();
    let ended = scene.work.plan().unwrap();
    let events = scene.events();
    let mut written = audit::writes(&events, PROVIDER, since);
    written.retain(|event| event.user == user.name());
    assert!(written.is_empty(), "a plan wrote: {written:?}");
    ended
}

/// A plan that is refused, and says this.
#[track_caller]
fn refused(scene: &mut Scene, words: &[&str]) {
    let ended = plan(scene);
    let told = ended.unframed();
    assert_eq!(ended.code(), Some(1), "{told}");
    for words in words {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
}

/// A plan that goes on, and says this.
#[track_caller]
fn pending(scene: &mut Scene, words: &[&str]) -> Ended {
    let ended = plan(scene);
    let told = ended.unframed();
    assert_eq!(ended.code(), Some(2), "{told}");
    for words in words {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
    ended
}

#[test]
fn a_plan_shows_the_steps() {
    let mut scene = Scene::new("preview-steps");
    let since = now();
    let _ = pending(&mut scene, &["Rollout plan: api", "Nothing runs yet: 4 pods of revision"]);
    let tried: Vec<_> = scene
        .events()
        .into_iter()
        .filter(|event| event.received >= since && event.uri.contains("dryRun=All"))
        .collect();
    for resource in ["leases", "configmaps", "deployments", "services", "httproutes"] {
        assert!(tried.iter().any(|event| event.object.resource == resource), "{resource} was not tried");
    }
    let _ = scene.apply().expect_ok();

    // One that changes nothing asks nothing.
    let since = now();
    let ended = scene.work.run(&["plan", "-refresh=false", "-detailed-exitcode", "-input=false", "-no-color"]).unwrap();
    assert_eq!(ended.code(), Some(0), "{}", ended.words());
    let asked: Vec<_> =
        scene.events().into_iter().filter(|event| event.received >= since && event.is_by(PROVIDER)).collect();
    assert_eq!(asked, []);

    scene.version("v2");
    scene.rollout["canary"]["stable_scale"] = json!("follow");
    let ended = pending(
        &mut scene,
        &["in 4 steps:", "`stable_scale = \"follow\"`: going back from step 4 first starts 4 pods again"],
    );
    // The table is not wrapped.
    let rows =
        ["step  traffic  new pods  old pods  watched  over after", "   2     25 %         1         3       1s  2s"];
    for row in rows {
        assert!(ended.stdout.contains(row), "{row:?} is not told: {}", ended.stdout);
    }
    scene.destroy();
}

#[test]
fn a_plan_tells_what_stands_against_it() {
    let mut scene = Scene::new("preview-against");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let namespace = scene.namespace.clone();

    // Quotas and budgets.
    let quotas = format!("/api/v1/namespaces/{namespace}/resourcequotas");
    let quota = json!({ "metadata": { "name": "small" }, "spec": { "hard": { "pods": "6" } } });
    scene.client.create(&quotas, &quota).unwrap();
    scene.client.wait(&format!("{quotas}/small"), |quota| quota["status"]["used"]["pods"] == "4").unwrap();
    refused(
        &mut scene,
        &[
            "A quota leaves no room for the pods",
            "ResourceQuota small allows 6 of pods, of which 4 are used",
            "4 new and 4 old pods",
        ],
    );
    scene.client.delete(&format!("{quotas}/small")).unwrap();
    let budget = json!({ "metadata": { "name": "strict" }, "spec": { "maxUnavailable": 0, "selector": { "matchLabels": { "app": "api" } } } });
    scene.client.create(&format!("/apis/policy/v1/namespaces/{namespace}/poddisruptionbudgets"), &budget).unwrap();
    let _ = pending(&mut scene, &["A disruption budget lets no pod go", "PodDisruptionBudget strict"]);

    // What the API server does not take.
    let mut template: Value = serde_json::from_str(&pods("v2")).unwrap();
    template["spec"]["containers"][0]["resources"] = json!({ "requests": { "cpu": "2" }, "limits": { "cpu": "1" } });
    scene.rollout["workload"]["pod_template"] = json!(template.to_string());
    refused(
        &mut scene,
        &["What would be written is refused", "must be less than or equal to cpu limit", "pod_template"],
    );
    scene.version("v2");
    let mut nobody = scene.twin();
    nobody.rollout["kubernetes"] =
        json!({ "kubeconfig": { "path": Kubernetes::shared().unwrap().kubeconfig(User::Restricted) } });
    refused(&mut nobody, &["forbidden", "restricted"]);

    // A gate, and a cluster that is not there.
    scene.rollout["gate"] = json!({ "freeze": ["2020-01-01..2099-12-31 UTC"] });
    let _ =
        pending(&mut scene, &["A gate is closed", "until 2100-01-01T00:00:00Z", "The apply waits until it is open"]);
    scene.rollout.as_object_mut().unwrap().remove("gate");
    let way = scene.rollout["kubernetes"].clone();
    scene.rollout["kubernetes"] = json!({ "host": "https://127.0.0.1:1", "token_file": "token" });
    scene.work.module("token", "none").unwrap();
    let ended = plan(&mut scene);
    assert_eq!(ended.unframed().matches("Warning: The cluster was not looked at").count(), 1, "{}", ended.words());
    scene.rollout["kubernetes"] = way;
    scene.version("v1");
    let _ = scene.apply().expect_ok();
    scene.destroy();
}

#[test]
fn a_plan_tells_what_is_under_way_and_what_failed() {
    let metrics = Metrics::shared();
    let mut scene = Scene::new("preview-found");
    scene.watched(metrics);
    scene.rollout["on_interrupt"] = json!("hold");
    scene.rollout["canary"]["steps"] = steps("30s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until("the first step is watched", |scene| scene.journal()["baking"].is_number());
    let mut other = scene.twin();
    let kubeconfig = Kubernetes::shared().unwrap().kubeconfig(User::Delivery);
    other.rollout["kubernetes"]["kubeconfig"]["path"] = json!(kubeconfig);
    let told = plan_as(&mut other, User::Delivery).unframed();
    for words in ["Another run holds the lock", "was last heard of"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
    running.target().interrupt();
    assert!(!running.wait().unwrap().ok());
    let _ = pending(
        &mut scene,
        &["A rollout was interrupted", "is at step 1 with 5 % of the traffic", "goes on at step 1"],
    );
    scene.rollout["resume"] = json!("manual");
    let _ = pending(&mut scene, &["The apply fails and changes nothing, as `resume = \"manual\"` says"]);
    scene.rollout["resume"] = json!("auto");

    // A bound that nothing keeps.
    scene.rollout["analysis"]["metrics"]["errors"]["max"] = json!(-1);
    let ended = scene.apply();
    assert!(!ended.ok(), "{}", ended.words());
    let _ = pending(
        &mut scene,
        &["The last version was taken back", "Metric errors was", "-1", "tries the same version again"],
    );

    // Queries that Prometheus does not answer with a value.
    scene.rollout["analysis"]["metrics"]["errors"]["max"] = json!(0.5);
    scene.rollout["analysis"]["metrics"]["none"] = json!({ "query": "sum(rate(no_such_metric[1m]))", "max": 1 });
    let _ = pending(&mut scene, &["Query has no value now", "its answer is nothing"]);
    metrics.traffic.fail("preview-found", "a", Some(0.3));
    let codes = "count(http_requests_total{namespace=\"preview-found\",slot=\"a\"})";
    scene.until("both codes are counted", |_| metrics.prometheus.value(codes).unwrap() == Some(2.0));
    let query = "http_requests_total{namespace=\"preview-found\"}";
    scene.rollout["analysis"]["metrics"]["none"] = json!({ "query": query, "max": 1 });
    refused(&mut scene, &["Query cannot be answered", "the answer has 2 series, and one is needed"]);
    metrics.traffic.fail("preview-found", "a", None);
    scene.rollout["analysis"]["metrics"].as_object_mut().unwrap().remove("none");
    scene.version("v1");
    let _ = scene.apply().expect_ok();
    scene.destroy();
}

#[test]
fn a_plan_tells_who_else_applies_a_shared_route() {
    let mut scene = Scene::new("preview-shared");
    let rule = json!({ "backendRefs": [{ "name": "api", "port": 8080 }] });
    let route = json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
        "metadata": { "name": "front", "namespace": "preview-shared" },
        "spec": { "parentRefs": [{ "name": "edge" }], "rules": [rule] },
    });
    let path = Kind::HttpRoute.at("preview-shared", "front");
    scene.rollout["traffic"]["gateway_api"] = json!({ "ownership": "shared", "route": "front", "backend": "api" });
    // It may come in the same apply.
    let _ = pending(
        &mut scene,
        &["Something that is named is not there yet", "HTTPRoute preview-shared/front does not exist"],
    );
    scene.client.apply(&path, &route).unwrap();
    let before = scene.client.get(&path).unwrap();
    let _ = pending(
        &mut scene,
        &["Another manager applies the route's rules", "belong to kgas-acceptance, by server-side apply"],
    );
    assert_eq!(scene.client.get(&path).unwrap(), before);
    // Whoever calls the Service itself comes by no route.
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": "api", "namespace": "preview-shared" },
        "spec": { "selector": { "app": "api" }, "ports": [{ "port": 8080 }] },
    });
    scene.client.apply(&Kind::Service.at("preview-shared", "api"), &service).unwrap();
    let _ = pending(&mut scene, &["A Service sends to both versions", "Service api selects the pods of both slots"]);
}
