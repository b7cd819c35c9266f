//! A Job: how far its pods are, and how it ended.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/>.

use serde::Deserialize;

use super::{Condition, Kind, Truth, View, condition};

/// A Job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Job {
    /// What is wanted.
    pub spec: JobSpec,
    /// What is there.
    pub status: JobStatus,
}

/// What is wanted of a Job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct JobSpec {
    /// It has no pods, and no time of it passes.
    pub suspend: bool,
}

/// What is there of a Job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct JobStatus {
    /// Pods that have not ended and are not ending.
    pub active: u32,
    /// Pods of these that are ready.
    pub ready: u32,
    /// `Complete` and `Failed`, which both are the end; `Suspended`.
    pub conditions: Vec<Condition>,
}

impl View for Job {
    const KIND: Kind = Kind::JOB;
}

impl Job {
    /// The label by which its pods are found; the value is its name.
    pub const NAME_LABEL: &str = "batch.kubernetes.io/job-name";

    /// How it ended: `Complete` or `Failed`, with reason and message. `None` while it has not.
    #[must_use]
    pub fn end(&self) -> Option<&Condition> {
        let all = &self.status.conditions;
        let ended = |name| condition(all, name).filter(|one| one.status == Truth::True);
        ended("Complete").or_else(|| ended("Failed"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kubernetes::Object;

    fn read(status: &serde_json::Value) -> Job {
        let object = json!({ "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": "x" }, "status": status });
        Job::of(&Object::from_value(object).unwrap()).unwrap()
    }

    #[test]
    fn a_job_is_over_when_a_condition_says_so() {
        assert_eq!(read(&json!({ "active": 1, "ready": 1 })).end(), None);
        let suspended = json!({ "conditions": [{ "type": "Suspended", "status": "True" }] });
        assert_eq!(read(&suspended).end(), None);
        let failed = json!({ "conditions": [
            { "type": "FailureTarget", "status": "True" },
            { "type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "too often" },
        ] });
        assert_eq!(read(&failed).end().unwrap().reason, "BackoffLimitExceeded");
    }
}
