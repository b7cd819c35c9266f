//! Replica sets: as many pods as are wanted.
//! Source: <https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/>.
use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::{counts, pod, seconds};
use crate::kubernetes::{Cluster, Object};

impl Cluster {
    pub(super) fn fill_replica_sets(&mut self, namespace: &str) {
        for name in self.names("ReplicaSet", namespace) {
            if self.rests(namespace, &name) {
                continue;
            }
            let failure = self.fill(namespace, &name);
            self.tell_replica_set(namespace, &name, failure.as_deref());
        }
    }

    /// Whether a set wants no pods, has none and says so: most do, and are kept as history.
    fn rests(&self, namespace: &str, name: &str) -> bool {
        self.get("ReplicaSet", namespace, name).is_some_and(|set| {
            let (spec, status) = (&set.doc["spec"], &set.doc["status"]);
            let told = spec["replicas"] == 0 && status["replicas"] == 0 && status["terminatingReplicas"] == 0;
            let observed = status["observedGeneration"] == set.doc["metadata"]["generation"];
            told && observed && !self.inside("Pod", namespace).any(|pod| pod.controller() == set.uid())
        })
    }

    /// The pods of a controller that were not asked to stop.
    fn pods_of(&self, namespace: &str, uid: &str) -> Vec<&Object> {
        let own = self.inside("Pod", namespace).filter(|pod| pod.controller() == uid && !pod.is_deleting());
        own.collect()
    }

    /// Makes the pods that are missing, or ends those that are too many; why one could not be made.
    fn fill(&mut self, namespace: &str, name: &str) -> Option<String> {
        let set = self.get("ReplicaSet", namespace, name).filter(|set| !set.is_deleting())?;
        let replicas = usize::try_from(set.doc["spec"]["replicas"].as_u64().unwrap_or(0)).unwrap_or(0);
        let mut pods = self.pods_of(namespace, set.uid());
        let held = pods.len();
        if held == replicas {
            return None;
        }
        let set = set.clone();
        // Those that are not ready go first, and then the youngest.
        pods.sort_by_key(|pod| (pod::is_ready(pod), std::cmp::Reverse(pod.marks.born)));
        let surplus: Vec<String> =
            pods.iter().take(held.saturating_sub(replicas)).map(|pod| pod.name().to_owned()).collect();
        for pod in surplus {
            self.end(Self::kind("Pod"), namespace, &pod, "Background", None);
        }
        for _ in held..replicas {
            if let Some(quota) = self.exceeded(namespace) {
                return Some(quota);
            }
            self.make_pod(&set);
        }
        None
    }

    fn make_pod(&mut self, set: &Object) {
        let (kind, now) = (Self::kind("Pod"), self.now);
        let mut metadata = set.doc["spec"]["template"]["metadata"].clone();
        metadata["name"] = format!("{}-{}", set.name(), self.suffix()).into();
        metadata["generateName"] = format!("{}-", set.name()).into();
        metadata["namespace"] = set.namespace().into();
        metadata["ownerReferences"] = json!([set.controls(Self::kind("ReplicaSet"))]);
        let mut spec = set.doc["spec"]["template"]["spec"].clone();
        spec["nodeName"] = "sandbox-node".into();
        if let Ok(doc) = self.admit_new(kind, json!({ "metadata": metadata, "spec": spec })) {
            self.keep(kind.name, Object::new(doc, now));
        }
    }

    fn tell_replica_set(&mut self, namespace: &str, name: &str, failure: Option<&str>) {
        let Some(set) = self.get("ReplicaSet", namespace, name) else { return };
        let pods = self.pods_of(namespace, set.uid());
        let (rest, now) = (seconds(&set.doc["spec"]["minReadySeconds"]), self.now);
        let ready: Vec<_> = pods.iter().filter(|pod| pod::is_ready(pod)).collect();
        let available_at = ready.iter().filter_map(|pod| pod::ready_at(pod, &self.timing)).map(|at| at.after(rest));
        let available_at: Vec<_> = available_at.collect();
        let available = available_at.iter().filter(|at| **at <= now).count();
        let mut conditions = condition::of(&set.doc);
        match failure {
            None => conditions.retain(|condition| condition["type"] != "ReplicaFailure"),
            Some(message) => {
                let failed = Condition { kind: "ReplicaFailure", holds: true, reason: "FailedCreate", message };
                failed.put(&mut conditions, now);
            }
        }
        let all = pods.len() as u64;
        let own = self.inside("Pod", namespace).filter(|pod| pod.controller() == set.uid());
        let terminating = own.filter(|pod| pod.is_deleting()).count();
        let mut status = counts(&[
            ("fullyLabeledReplicas", all),
            ("readyReplicas", ready.len() as u64),
            ("availableReplicas", available as u64),
            ("observedGeneration", set.generation()),
        ]);
        status["replicas"] = all.into();
        status["terminatingReplicas"] = terminating.into();
        if !conditions.is_empty() {
            status["conditions"] = Value::Array(conditions);
        }
        for at in available_at {
            self.wake_at(at, namespace);
        }
        self.tell(Self::kind("ReplicaSet"), namespace, name, status);
    }
}
