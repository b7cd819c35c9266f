//! Deployments: a replica set for each template, the newest rolled out in place of the others.
//! Source: <https://kubernetes.io/docs/concepts/workloads/controllers/deployment/>.
use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::rolling::{Set, Wanted, sizes};
use super::{amount, counts, seconds};
use crate::kubernetes::admission::letters;
use crate::kubernetes::{Cluster, Object};

/// Numbers the templates of a Deployment.
const REVISION: &str = "deployment.kubernetes.io/revision";
/// Tells the pods of one template from those of another.
const HASH: &str = "pod-template-hash";

impl Cluster {
    pub(super) fn roll_deployments(&mut self, namespace: &str) {
        for name in self.names("Deployment", namespace) {
            if self.get("Deployment", namespace, &name).is_some_and(|deployment| !deployment.is_deleting()) {
                self.roll(namespace, &name);
                self.tell_deployment(namespace, &name);
            }
        }
    }

    /// The replica set of the present template, and the others, oldest first.
    fn sets_of(&self, deployment: &Object) -> (Option<&Object>, Vec<&Object>) {
        let own = self.inside("ReplicaSet", deployment.namespace()).filter(|set| set.controller() == deployment.uid());
        let (new, mut old): (Vec<_>, Vec<_>) = own.partition(|set| is_of(set, &deployment.doc["spec"]["template"]));
        old.sort_by_key(|set| (set.marks.born, revision(set)));
        (new.into_iter().next(), old)
    }

    fn roll(&mut self, namespace: &str, name: &str) {
        let Some(deployment) = self.get("Deployment", namespace, name).cloned() else { return };
        let spec = &deployment.doc["spec"];
        let newest = self.inside("ReplicaSet", namespace).filter(|set| set.controller() == deployment.uid());
        let newest = newest.map(revision).max().unwrap_or(0);
        let (new, old) = self.sets_of(&deployment);
        let paused = spec["paused"] == true;
        let new = match new {
            Some(new) => new.clone(),
            None if paused => return self.scale_alone(&deployment),
            None => {
                let all: Vec<Set> = old.into_iter().map(seen).collect();
                return self.begin_set(&deployment, newest + 1, &all);
            }
        };
        let old: Vec<Object> = old.into_iter().cloned().collect();
        if revision(&new) < newest {
            self.annotate(&new, newest + 1);
        }
        self.annotate_deployment(&deployment, revision(&new).max(newest));
        if paused && old.iter().any(|set| replicas(set) > 0) {
            return;
        }
        let (size, shrunk) = if spec["strategy"]["type"] == "Recreate" {
            self.recreated(&deployment, &new, &old)
        } else {
            let all: Vec<Set> = old.iter().map(seen).collect();
            sizes(wanted(spec), seen(&new), &all)
        };
        self.resize(&new, size);
        for (set, size) in old.iter().zip(shrunk) {
            self.resize(set, size);
        }
        self.forget_history(&deployment, &old);
    }

    /// Nothing new begins before all that is old is gone.
    fn recreated(&self, deployment: &Object, new: &Object, old: &[Object]) -> (u64, Vec<u64>) {
        let uids: Vec<&str> = old.iter().map(Object::uid).collect();
        let left = self.inside("Pod", deployment.namespace()).any(|pod| uids.contains(&pod.controller()));
        let size = if left { replicas(new) } else { wanted(&deployment.doc["spec"]).replicas };
        (size, vec![0; old.len()])
    }

    /// A paused Deployment without a set for its template has its one set scaled all the same.
    fn scale_alone(&mut self, deployment: &Object) {
        let (_, old) = self.sets_of(deployment);
        let active: Vec<Object> = old.into_iter().filter(|set| replicas(set) > 0).cloned().collect();
        if let [only] = &active[..] {
            self.resize(only, wanted(&deployment.doc["spec"]).replicas);
        }
    }

    /// Makes a set for a new template, as large as it may be beside the old ones.
    fn begin_set(&mut self, deployment: &Object, revision: u64, old: &[Set]) {
        let spec = &deployment.doc["spec"];
        let recreates = spec["strategy"]["type"] == "Recreate" && old.iter().any(|set| set.replicas > 0);
        let size = if recreates { 0 } else { sizes(wanted(spec), Set { replicas: 0, available: 0 }, old).0 };
        let (kind, now) = (Self::kind("ReplicaSet"), self.now);
        let hash = letters(&self.ids.hex("pod-template", 10));
        let mut template = deployment.doc["spec"]["template"].clone();
        template["metadata"]["labels"][HASH] = hash.clone().into();
        let mut selector = deployment.doc["spec"]["selector"].clone();
        selector["matchLabels"][HASH] = hash.clone().into();
        let mut doc = json!({
            "metadata": {
                "name": format!("{}-{hash}", deployment.name()), "namespace": deployment.namespace(),
                "labels": template["metadata"]["labels"], "annotations": { REVISION: revision.to_string() },
                "ownerReferences": [deployment.controls(Self::kind("Deployment"))],
            },
            "spec": {
                "replicas": size, "selector": selector, "template": template,
            },
        });
        if let Some(seconds) = deployment.doc["spec"].get("minReadySeconds") {
            doc["spec"]["minReadySeconds"] = seconds.clone();
        }
        if let Ok(doc) = self.admit_new(kind, doc) {
            let name = doc["metadata"]["name"].as_str().unwrap_or_default().to_owned();
            self.keep(kind.name, Object::new(doc, now));
            let message = format!("Created new replica set {name:?}");
            self.progresses(deployment, "NewReplicaSetCreated", &message);
        }
    }

    /// Notes a step towards what is wanted.
    fn progresses(&mut self, deployment: &Object, reason: &str, message: &str) {
        let now = self.now;
        let (namespace, name) = (deployment.namespace(), deployment.name());
        self.alter(Self::kind("Deployment"), namespace, name, |doc| {
            let mut list = condition::of(doc);
            Condition { kind: "Progressing", holds: true, reason, message }.put(&mut list, now);
            for condition in list.iter_mut().filter(|condition| condition["type"] == "Progressing") {
                condition["lastUpdateTime"] = now.iso().into();
            }
            doc["status"]["conditions"] = list.into();
        });
        if let Some(object) = self.get_mut("Deployment", namespace, name) {
            object.marks.progress = now;
        }
    }

    fn resize(&mut self, set: &Object, size: u64) {
        if replicas(set) == size {
            return;
        }
        self.alter(Self::kind("ReplicaSet"), set.namespace(), set.name(), |doc| doc["spec"]["replicas"] = size.into());
    }

    fn annotate(&mut self, set: &Object, revision: u64) {
        let text = Value::from(revision.to_string());
        self.alter(Self::kind("ReplicaSet"), set.namespace(), set.name(), |doc| {
            doc["metadata"]["annotations"][REVISION] = text;
        });
    }

    fn annotate_deployment(&mut self, deployment: &Object, revision: u64) {
        let text = Value::from(revision.to_string());
        let (namespace, name) = (deployment.namespace(), deployment.name());
        self.alter(Self::kind("Deployment"), namespace, name, |doc| doc["metadata"]["annotations"][REVISION] = text);
    }

    /// Old sets without pods go when there are more of them than are to be kept.
    fn forget_history(&mut self, deployment: &Object, old: &[Object]) {
        let limit = deployment.doc["spec"]["revisionHistoryLimit"].as_u64().unwrap_or(10);
        let idle: Vec<&Object> = old.iter().filter(|set| replicas(set) == 0 && seen(set).available == 0).collect();
        let many = idle.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
        for set in idle.into_iter().take(many) {
            self.end(Self::kind("ReplicaSet"), set.namespace(), set.name(), "Background", None);
        }
    }

    fn tell_deployment(&mut self, namespace: &str, name: &str) {
        let Some(deployment) = self.get("Deployment", namespace, name).cloned() else { return };
        let (new, old) = self.sets_of(&deployment);
        let spec = &deployment.doc["spec"];
        let sum = |member: &str| old.iter().chain(&new).map(|set| status(set, member)).sum::<u64>();
        let (total, available) = (sum("replicas"), sum("availableReplicas"));
        let updated = new.map_or(0, |set| status(set, "replicas"));
        let told: u64 = old.iter().chain(&new).map(|set| replicas(set)).sum();
        let complete = updated == wanted(spec).replicas && total == updated && available == updated;
        let mut failures = old.iter().chain(&new).flat_map(|set| condition::of(&set.doc));
        let failure = failures.rfind(|condition| condition["type"] == "ReplicaFailure");
        let set_name = new.map_or_else(String::new, |set| set.name().to_owned());
        let mut counted = counts(&[
            ("observedGeneration", deployment.generation()),
            ("replicas", total),
            ("updatedReplicas", updated),
            ("readyReplicas", sum("readyReplicas")),
            ("availableReplicas", available),
            ("unavailableReplicas", told.saturating_sub(available)),
        ]);
        counted["terminatingReplicas"] = sum("terminatingReplicas").into();

        let before = |member: &str| status(&deployment, member);
        let stepped = updated > before("updatedReplicas")
            || sum("readyReplicas") > before("readyReplicas")
            || available > before("availableReplicas")
            || total - updated < before("replicas").saturating_sub(before("updatedReplicas"));
        let progressing = condition::of(&deployment.doc).into_iter().find(|one| one["type"] == "Progressing");
        let reason = progressing.map(|one| one["reason"].clone()).unwrap_or_default();
        let was_complete = reason == "NewReplicaSetAvailable" && total == updated;
        let deadline = deployment.marks.progress.after(seconds(&spec["progressDeadlineSeconds"]));
        let words = |what: &str| format!("ReplicaSet {set_name:?} {what}");
        if !was_complete && spec["paused"] != true && !set_name.is_empty() {
            if complete {
                self.progresses(&deployment, "NewReplicaSetAvailable", &words("has successfully progressed."));
            } else if stepped {
                self.progresses(&deployment, "ReplicaSetUpdated", &words("is progressing."));
            } else if self.now < deadline {
                self.wake_at(deadline, namespace);
            }
        }
        let late = !was_complete && !complete && !stepped && self.now >= deadline && spec["paused"] != true;
        let enough = available + wanted(spec).unavailable >= wanted(spec).replicas;
        let now = self.now;
        self.alter(Self::kind("Deployment"), namespace, name, |doc| {
            let mut list = condition::of(doc);
            let (reason, message) = if enough {
                ("MinimumReplicasAvailable", "Deployment has minimum availability.")
            } else {
                ("MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
            };
            let mut all = vec![(Condition { kind: "Available", holds: enough, reason, message }, "Available")];
            let overdue = words("has timed out progressing.");
            if late {
                let reason = "ProgressDeadlineExceeded";
                all.push((Condition { kind: "Progressing", holds: false, reason, message: &overdue }, "Progressing"));
            }
            for (condition, kind) in all {
                if condition.put(&mut list, now) {
                    list.iter_mut()
                        .filter(|one| one["type"] == kind)
                        .for_each(|one| one["lastUpdateTime"] = now.iso().into());
                }
            }
            list.retain(|condition| condition["type"] != "ReplicaFailure");
            list.extend(failure);
            counted["conditions"] = list.into();
            doc["status"] = counted;
        });
    }
}

/// Whether a set was made of the template: it has one label more.
fn is_of(set: &Object, template: &Value) -> bool {
    let own = &set.doc["spec"]["template"];
    let members = |value: &Value| value.as_object().map_or(0, serde_json::Map::len);
    let (labels, wanted) = (&own["metadata"]["labels"], &template["metadata"]["labels"]);
    let labelled = members(labels) == members(wanted) + 1
        && wanted.as_object().into_iter().flatten().all(|(key, value)| labels.get(key) == Some(value));
    let rest = |template: &Value| {
        let metadata = template["metadata"].as_object().into_iter().flatten();
        metadata
            .filter(|(name, _)| *name != "labels")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Value>()
    };
    labelled && own["spec"] == template["spec"] && rest(own) == rest(template)
}

fn revision(set: &Object) -> u64 {
    set.annotation(REVISION).parse().unwrap_or(0)
}

fn replicas(set: &Object) -> u64 {
    set.doc["spec"]["replicas"].as_u64().unwrap_or(0)
}

fn status(object: &Object, member: &str) -> u64 {
    object.doc["status"][member].as_u64().unwrap_or(0)
}

fn seen(set: &Object) -> Set {
    Set { replicas: replicas(set), available: status(set, "availableReplicas") }
}

/// What the spec of a Deployment wants. Where neither more nor fewer may be there, one may be missing.
fn wanted(spec: &Value) -> Wanted {
    let replicas = spec["replicas"].as_u64().unwrap_or(1);
    let rolling = &spec["strategy"]["rollingUpdate"];
    let surge = amount(&rolling["maxSurge"], replicas, true);
    let unavailable = amount(&rolling["maxUnavailable"], replicas, false);
    let unavailable = if surge == 0 && unavailable == 0 && rolling.is_object() { 1 } else { unavailable };
    Wanted { replicas, surge, unavailable: unavailable.min(replicas) }
}
