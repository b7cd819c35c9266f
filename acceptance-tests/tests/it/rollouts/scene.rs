//! What every story of a rollout begins with: a namespace, a folder, and a configuration.

use kgas_acceptance::cli::{Ended, Program, Workdir};
use kgas_acceptance::kubernetes::{Client, Kind, Kubernetes, User};
use kgas_acceptance::parts;
use serde_json::{Value, json};

/// The rollout's address in every configuration.
pub(crate) const ADDRESS: &str = "kgas_rollout.api";

/// A cluster, a command line and a configuration.
pub(crate) struct Scene {
    pub(crate) client: Client,
    pub(crate) namespace: String,
    pub(crate) work: Workdir,
    /// The resource's arguments.
    pub(crate) rollout: Value,
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
        work.module("token", &User::Admin.token()).unwrap();
        let rollout = json!({
            "namespace": namespace,
            "name": "api",
            "kubernetes": { "host": cluster.url(), "ca_certificate": cluster.ca(), "token_file": work.path().join("root/token") },
            "workload": { "pod_template": pods("v1"), "replicas": 4 },
            "traffic": {
                "gateway_api": { "parents": [{ "name": "edge" }] },
                "verify": { "by": "none", "settle": "0s" },
            },
            "canary": { "steps": steps("1s"), "keep_old_for": "0s" },
        });
        Self { client, namespace: namespace.to_owned(), work, rollout }
    }

    /// Writes the configuration.
    pub(crate) fn write(&self) {
        let module = json!({
            "terraform": { "required_providers": { "kgas": { "source": "kgas/kgas" } } },
            "provider": { "kgas": { "owner": "stories" } },
            "resource": { "kgas_rollout": { "api": self.rollout } },
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

    /// Nothing is left to do.
    #[track_caller]
    pub(crate) fn plan_is_empty(&mut self) {
        let ended = self.work.plan().unwrap();
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
        let _ = self.work.destroy().unwrap().expect_ok();
        let ours = "labelSelector=kgas.dev%2Frollout";
        for kind in [
            Kind::Deployment,
            Kind::Service,
            Kind::HttpRoute,
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
