//! What every story begins with: a cloud with nothing of ours in it, a folder, and a configuration.
use kgas_acceptance::cli::{Ended, Program, Workdir};
use kgas_acceptance::cloud::{Cloud, Feature, Kind, REGION};
use kgas_acceptance::parts;
use serde_json::{Value, json};

use super::shape::Shape;
use crate::proxy::Proxy;

/// What takes EKS ten minutes takes the sandbox a tenth of a second.
const SPEED: u32 = 6_000;
/// The cluster's address in every configuration.
pub(crate) const ADDRESS: &str = "kgas_cluster.story";
/// The cluster's name on every cloud.
pub(crate) const NAME: &str = "story";

/// A cloud, a command line and a configuration.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) cloud: Cloud,
    /// What the provider talks to.
    pub(crate) proxy: Proxy,
    pub(crate) work: Workdir,
    pub(crate) program: Program,
    pub(crate) shape: Shape,
    /// What was there before.
    before: Value,
}

impl Scene {
    pub(crate) fn new(kind: Kind, program: Program) -> Self {
        Self::at(SPEED, kind, program)
    }

    /// A scene whose sandbox's clock runs `speed` times as fast as the wall's.
    pub(crate) fn at(speed: u32, kind: Kind, program: Program) -> Self {
        let cloud = Cloud::start(kind, speed).unwrap();
        let proxy = Proxy::to(cloud.url());
        let before = cloud.inventory().unwrap();
        Self { shape: Shape::on(kind), cloud, proxy, work: Self::folder(program), program, before }
    }

    /// An empty folder in which the provider finds credentials and does not wait long.
    pub(crate) fn folder(program: Program) -> Workdir {
        let provider = parts::provider().unwrap();
        let mut work = Workdir::new(program, Some(&provider)).unwrap();
        work.set("AWS_ACCESS_KEY_ID", "AKIASTORY").set("AWS_SECRET_ACCESS_KEY", "of-the-story");
        work.set("AWS_EC2_METADATA_DISABLED", "true").set("KGAS_POLL_SCALE", "1");
        work
    }

    /// What is there now was there before: it is not the provider's.
    pub(crate) fn keep_what_is_there(&mut self) {
        self.before = self.cloud.inventory().unwrap();
    }

    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.cloud.kind.has(feature)
    }

    /// Writes the configuration.
    pub(crate) fn write(&self) {
        self.work.module("main.tf", &self.shape.module(&self.proxy.url)).unwrap();
    }

    /// Applies the configuration, which must work.
    #[track_caller]
    pub(crate) fn apply(&mut self) -> Ended {
        self.write();
        self.work.apply().unwrap().expect_ok()
    }

    /// Nothing is left to do, and nothing in the world changes by looking.
    #[track_caller]
    pub(crate) fn plan_is_empty(&mut self) {
        let ended = self.work.plan().unwrap();
        assert_eq!(ended.code(), Some(0), "the plan is not empty: {}", ended.words());
    }

    /// Whatever is left to do is done in place; returns what the plan said.
    #[track_caller]
    pub(crate) fn plan_replaces_nothing(&mut self) -> String {
        let ended = self.work.plan().unwrap();
        assert_ne!(ended.code(), Some(1), "{}", ended.words());
        let planned = self.work.planned().unwrap();
        let changes = planned["resource_changes"].as_array().unwrap();
        let cluster = changes.iter().find(|change| change["address"] == ADDRESS).unwrap();
        let actions = &cluster["change"]["actions"];
        assert!([json!(["no-op"]), json!(["update"])].contains(actions), "{}", ended.words());
        ended.words()
    }

    /// The plan's actions on the cluster: `["update"]`.
    #[track_caller]
    pub(crate) fn planned(&mut self) -> Value {
        self.write();
        let ended = self.work.plan().unwrap();
        assert_eq!(ended.code(), Some(2), "a change should be planned: {}", ended.words());
        let mut planned = self.work.planned().unwrap();
        let changes = planned["resource_changes"].as_array_mut().unwrap();
        changes.iter_mut().find(|change| change["address"] == ADDRESS).unwrap()["change"]["actions"].take()
    }

    /// The cluster's attributes in the state.
    pub(crate) fn state(&mut self) -> Value {
        self.work.resource(ADDRESS).unwrap()
    }

    /// The cluster as boto3 sees it.
    pub(crate) fn cluster(&self) -> Value {
        self.aws("describe_cluster", &json!({ "name": NAME }))["cluster"].clone()
    }

    /// The cluster's node groups as boto3 sees them.
    pub(crate) fn pools(&self) -> Vec<Value> {
        let names = self.aws("list_nodegroups", &json!({ "clusterName": NAME }));
        let describe = |name: &Value| {
            let asked = json!({ "clusterName": NAME, "nodegroupName": name });
            self.aws("describe_nodegroup", &asked)["nodegroup"].clone()
        };
        names["nodegroups"].as_array().unwrap().iter().map(describe).collect()
    }

    /// An operation of EKS, which must work.
    #[track_caller]
    pub(crate) fn aws(&self, operation: &str, parameters: &Value) -> Value {
        self.call("eks", operation, parameters)
    }

    /// An operation of any service, which must work.
    #[track_caller]
    pub(crate) fn call(&self, service: &str, operation: &str, parameters: &Value) -> Value {
        let answer = self.cloud.aws(service, operation, parameters).unwrap();
        assert!(answer.get("Error").is_none(), "{operation} {parameters}: {answer}");
        answer
    }

    /// Changes an object of the sandbox behind everybody's back.
    pub(crate) fn drift(&self, asked: &Value) -> Value {
        self.cloud.tell_sandbox("drift", asked).unwrap()
    }

    /// What is there that was not there before, by kind.
    pub(crate) fn made(&self) -> Value {
        let now = self.cloud.inventory().unwrap();
        let new = |(kind, ids): (&String, &Value)| {
            let before = self.before[kind].as_array().unwrap();
            let ids = ids.as_array().unwrap().iter().filter(|id| !before.contains(id)).cloned();
            (kind.clone(), ids.collect::<Value>())
        };
        now.as_object()
            .unwrap()
            .iter()
            .map(new)
            .filter(|(_, ids)| ids != &json!([]))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// How many there are of each kind that was made.
    pub(crate) fn counts(&self) -> Value {
        let count = |(kind, ids): (&String, &Value)| (kind.clone(), json!(ids.as_array().unwrap().len()));
        self.made().as_object().unwrap().iter().map(count).collect::<serde_json::Map<_, _>>().into()
    }

    /// Kind and tags of everything with our tag, where the cloud can list it.
    pub(crate) fn ours(&self) -> Vec<String> {
        if !self.has(Feature::Faults) {
            return Vec::new();
        }
        let inventory = self.cloud.sandbox("inventory").unwrap();
        let objects = inventory["objects"].as_array().unwrap().iter();
        let ours = objects.filter(|object| object["tags"].get("kgas-owner").is_some());
        let mut ours: Vec<_> = ours.map(|object| format!("{} {}", object["kind"], object["tags"])).collect();
        ours.sort();
        ours
    }

    /// Destroys everything; nothing stays, in state or cloud.
    #[track_caller]
    pub(crate) fn destroy(&mut self) {
        let _ = self.work.destroy().unwrap().expect_ok();
        assert_eq!(self.state(), Value::Null);
        assert_eq!(self.made(), json!({}), "something of ours is left");
    }

    /// What `terraform import` takes.
    pub(crate) fn id() -> String {
        format!("aws/{REGION}/{NAME}")
    }
}
