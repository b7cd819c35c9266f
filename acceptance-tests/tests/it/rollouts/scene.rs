//! What every story of a rollout begins with: a namespace, a folder, and a configuration.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kgas_acceptance::audit::{self, Event, PROVIDER, Subject};
use kgas_acceptance::cli::{Ended, Program, Running, Workdir};
use kgas_acceptance::kubernetes::{Client, Kind, Kubernetes, User};
use kgas_acceptance::parts;
use kgas_acceptance::prometheus::Prometheus;
use kgas_acceptance::traffic::{Route, Traffic};
use serde_json::{Value, json};

/// The rollout's address in every configuration.
pub(crate) const ADDRESS: &str = "kgas_rollout.api";

const PATIENCE: Duration = Duration::from_mins(2);

/// Requests that follow routes, and a Prometheus that counts them.
pub(crate) struct Metrics {
    pub(crate) traffic: Traffic,
    pub(crate) prometheus: Prometheus,
}

impl Metrics {
    /// Of a cluster.
    pub(crate) fn of(cluster: &Kubernetes) -> Self {
        let traffic = Traffic::start(cluster.client(User::Traffic)).unwrap();
        let prometheus = Prometheus::scraping(&[&traffic.url]).unwrap();
        Self { traffic, prometheus }
    }

    /// Of the cluster that all stories share.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Metrics> = OnceLock::new();
        SHARED.get_or_init(|| Self::of(Kubernetes::shared().unwrap()))
    }
}

/// A moment of an apply, by the journal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    /// The first version is put in its place.
    Installing,
    /// The candidate is written down.
    Begun,
    /// A weight is about to be written.
    Intent,
    /// A step is watched.
    Baking,
    /// The candidate has all the traffic.
    Whole,
    /// The candidate is stable, and the old version is kept.
    Keeping,
    /// The candidate is taken back.
    Reverting,
}

impl Moment {
    /// Whether a journal is at it.
    pub(crate) fn is_now(self, journal: &Value) -> bool {
        let phase = &journal["phase"];
        match self {
            Self::Installing => phase == "installing",
            Self::Begun => phase == "progressing" && journal["step"] == 0,
            Self::Intent => journal["intent"] == 25,
            Self::Baking => journal["weight"] == 50 && journal["baking"].is_number(),
            Self::Whole => journal["weight"] == 100,
            Self::Keeping => phase == "keeping",
            Self::Reverting => phase == "reverting",
        }
    }
}

/// A cluster, a command line and a configuration.
pub(crate) struct Scene {
    pub(crate) client: Client,
    pub(crate) namespace: String,
    pub(crate) work: Workdir,
    /// The resource's arguments.
    pub(crate) rollout: Value,
    /// Other rollouts of the same configuration, by address.
    pub(crate) also: BTreeMap<String, Value>,
    /// What it promises, to those who read the audit log.
    pub(crate) subject: Subject,
    /// Others broke what was promised, as part of the story.
    pub(crate) meddled: bool,
    log: PathBuf,
}

impl Scene {
    /// A scene in the cluster that all stories share.
    ///
    /// * `namespace`: the story's own.
    pub(crate) fn new(namespace: &str) -> Self {
        Self::on(Kubernetes::shared().unwrap(), namespace)
    }

    /// A scene in a cluster of its own.
    pub(crate) fn on(cluster: &Kubernetes, namespace: &str) -> Self {
        let client = cluster.client(User::Admin);
        client.namespace(namespace).unwrap();
        let provider = parts::provider().unwrap();
        let work = Workdir::new(Program::Terraform, Some(&provider)).unwrap();
        let kubeconfig = cluster.kubeconfig(User::Admin);
        let rollout = json!({
            "namespace": namespace,
            "name": "api",
            "kubernetes": { "kubeconfig": { "path": kubeconfig } },
            "workload": { "pod_template": pods("v1"), "replicas": 4 },
            "traffic": {
                "gateway_api": { "parents": [{ "name": "edge" }] },
                "verify": { "by": "none", "settle": "0s" },
            },
            "canary": { "steps": steps("1s"), "keep_old_for": "0s" },
        });
        let subject = Subject { replicas: Some(4), ..Subject::of(namespace, "api") };
        Self {
            client,
            namespace: namespace.to_owned(),
            work,
            rollout,
            also: BTreeMap::new(),
            subject,
            meddled: false,
            log: cluster.audit_log(),
        }
    }

    /// The same rollout from another folder.
    pub(crate) fn twin(&self) -> Self {
        let provider = parts::provider().unwrap();
        let work = Workdir::new(Program::Terraform, Some(&provider)).unwrap();
        Self {
            client: self.client.clone(),
            namespace: self.namespace.clone(),
            work,
            rollout: self.rollout.clone(),
            also: self.also.clone(),
            subject: self.subject.clone(),
            meddled: self.meddled,
            log: self.log.clone(),
        }
    }

    /// Has the errors of the version judged every second, by requests that follow the route.
    pub(crate) fn watched(&mut self, metrics: &Metrics) {
        self.watched_by(metrics, Route::HttpRoute("api".to_owned()));
    }

    /// The same by requests that come by `route`.
    pub(crate) fn watched_by(&mut self, metrics: &Metrics, route: Route) {
        metrics.traffic.send(&self.namespace, route, 400.0);
        let of =
            |code: &str| format!("sum(rate(http_requests_total{{namespace=\"$namespace\",slot=\"$slot\"{code}}}[4s]))");
        let query = format!("({} or vector(0)) / {}", of(",code=~\"5..\""), of(""));
        self.rollout["analysis"] = json!({
            "prometheus": { "url": metrics.prometheus.url, "scrape_interval": "1s" },
            "every": "1s",
            "metrics": { "errors": { "query": query, "max": 0.05, "failures": 2 } },
        });
    }

    /// Every moment lasts longer than a look at the journal takes on a busy machine: a weight is in effect after a while only.
    pub(crate) fn lingers(&mut self) {
        self.rollout["traffic"]["verify"]["settle"] = json!("2s");
    }

    /// Starts an apply and does not wait for it.
    pub(crate) fn start(&mut self) -> Running {
        self.write();
        self.work.start(&["apply", "-auto-approve", "-input=false", "-no-color"]).unwrap()
    }

    /// What the rollout has written down.
    pub(crate) fn journal(&self) -> Value {
        let object = self.find(Kind::ConfigMap, "kgas-rollout-api").unwrap_or_default();
        object["data"]["journal.json"].as_str().map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
    }

    /// Runs `apply` or `destroy` although the lock file of the state is that of a command line that was killed.
    pub(crate) fn unlocked(&mut self, command: &str) -> Ended {
        self.write();
        self.work.run(&[command, "-auto-approve", "-input=false", "-no-color", "-lock=false"]).unwrap()
    }

    /// The candidates' weights over time, as the state tells them.
    pub(crate) fn evidence(&mut self) -> Vec<u64> {
        let evidence: Value = serde_json::from_str(self.state()["evidence"].as_str().unwrap()).unwrap();
        evidence["weights"].as_array().unwrap().iter().map(|one| one["to"].as_u64().unwrap()).collect()
    }

    /// Waits until the rollout is as `wanted`.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, wanted: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !wanted(self) {
            assert!(started.elapsed() < PATIENCE, "{what}: {}", self.journal());
            sleep(Duration::from_millis(50));
        }
    }

    /// Waits until slot b has this weight.
    #[track_caller]
    pub(crate) fn until_weight(&self, weight: u64) {
        self.until(&format!("{weight} %"), |scene| scene.weights()[1] == Some(weight));
    }

    /// The image that the state says, of the version that is stable.
    pub(crate) fn image(&mut self) -> String {
        let state = self.state();
        let template: Value = serde_json::from_str(state["workload"]["pod_template"].as_str().unwrap()).unwrap();
        template["spec"]["containers"][0]["image"].as_str().unwrap().to_owned()
    }

    /// A plan has something to do.
    #[track_caller]
    pub(crate) fn plan_is_pending(&mut self) -> String {
        let ended = self.plan();
        assert_eq!(ended.code(), Some(2), "a change should be pending: {}", ended.words());
        ended.unframed()
    }

    /// Writes the configuration.
    pub(crate) fn write(&self) {
        let mut rollouts = json!({ "api": self.rollout });
        for (name, rollout) in &self.also {
            rollouts[name] = rollout.clone();
        }
        let module = json!({
            "terraform": { "required_providers": { "kgas": { "source": "kgas/kgas" } } },
            "provider": { "kgas": { "owner": "stories" } },
            "resource": { "kgas_rollout": rollouts },
        });
        self.work.module("main.tf.json", &module.to_string()).unwrap();
    }

    /// Asks for another version.
    pub(crate) fn version(&mut self, version: &str) {
        self.rollout["workload"]["pod_template"] = json!(pods(version));
    }

    /// Applies the configuration.
    pub(crate) fn apply(&mut self) -> Ended {
        self.write();
        self.work.apply().unwrap()
    }

    /// The route is somebody else's.
    pub(crate) fn shares(&mut self, route: &str) {
        (self.subject.route, self.subject.owned) = (route.to_owned(), false);
        self.subject.adopted = Some("api".to_owned());
    }

    /// Applies the configuration for the first time, over a route of somebody else.
    #[track_caller]
    pub(crate) fn takes_part_in(&mut self, route: &str) {
        self.shares(route);
        let _ = self.apply().expect_ok();
        self.plan_is_empty();
    }

    /// What the API server has logged of the story's namespace.
    pub(crate) fn events(&self) -> Vec<Event> {
        let mut events = Event::read(&self.log).unwrap();
        events.retain(|event| event.object.namespace == self.namespace);
        events
    }

    /// Plans, which writes nothing.
    #[track_caller]
    fn plan(&mut self) -> Ended {
        let since = Timestamp::now();
        let ended = self.work.plan().unwrap();
        let events = self.events();
        let written = audit::writes(&events, PROVIDER, since);
        assert!(written.is_empty(), "a plan wrote: {written:?}");
        ended
    }

    /// The audit log has nothing that breaks a promise.
    #[track_caller]
    pub(crate) fn keeps_its_promises(&self) {
        let violations = audit::check(&self.subject, &self.events());
        let told: Vec<_> = violations.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }

    /// Nothing is left to do.
    #[track_caller]
    pub(crate) fn plan_is_empty(&mut self) {
        let ended = self.plan();
        assert_eq!(ended.code(), Some(0), "the plan is not empty: {}", ended.words());
    }

    /// The rollout's attributes in the state.
    pub(crate) fn state(&mut self) -> Value {
        self.work.resource(ADDRESS).unwrap()
    }

    /// An object of the story's namespace, if it is there.
    pub(crate) fn find(&self, kind: Kind, name: &str) -> Option<Value> {
        self.client.find(&kind.at(&self.namespace, name)).unwrap()
    }

    /// The weights of slots a and b.
    pub(crate) fn weights(&self) -> [Option<u64>; 2] {
        let route = self.find(Kind::HttpRoute, "api").unwrap_or_default();
        [0, 1].map(|backend| route["spec"]["rules"][0]["backendRefs"][backend]["weight"].as_u64())
    }

    /// Pods that are asked for in a slot.
    pub(crate) fn pods(&self, slot: &str) -> Option<u64> {
        self.find(Kind::Deployment, &format!("api-{slot}"))?["spec"]["replicas"].as_u64()
    }

    /// Destroys everything; nothing of the rollout stays.
    #[track_caller]
    pub(crate) fn destroy(&mut self) {
        if !self.meddled {
            self.keeps_its_promises();
        }
        let _ = self.work.destroy().unwrap().expect_ok();
        let ours = "labelSelector=kgas.dev%2Frollout";
        for kind in [
            Kind::Deployment,
            Kind::Service,
            Kind::HttpRoute,
            Kind::Ingress,
            Kind::ConfigMap,
            Kind::Secret,
            Kind::Lease,
            Kind::HorizontalPodAutoscaler,
        ] {
            let left = self.client.list(&format!("{}?{ours}", kind.all(&self.namespace))).unwrap();
            assert_eq!(left, [] as [Value; 0], "something of the rollout is left");
        }
    }
}

/// The pods of a version.
pub(crate) fn pods(version: &str) -> String {
    let container =
        json!({ "name": "app", "image": format!("registry.test/api:{version}"), "ports": [{ "containerPort": 8080 }] });
    json!({ "metadata": { "labels": { "app": "api" } }, "spec": { "containers": [container] } }).to_string()
}

/// The seed's steps, each watched for so long.
pub(crate) fn steps(bake: &str) -> Value {
    [5, 25, 50, 100].iter().map(|weight| json!({ "weight": weight, "bake": bake })).collect()
}
