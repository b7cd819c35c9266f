//! The objects of a Job: the Job itself, and what its pods need, which belongs to it and goes with it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kgas_api::kubernetes::{Kind, Object, Place};
use serde_json::{Value, json};

use super::{BEGUN, Duty, RUN, Wanted};
use crate::resources::rollout::native::names::Names;
use crate::resources::rollout::native::world::Fixed;

/// Where the program finds what it has to know.
const FOLDER: &str = "/etc/kgas";
const PAYLOAD: &str = "run.json";
const BEARER_TOKEN: &str = "bearer-token";
/// Where Kubernetes puts a pod's identity.
const IDENTITY: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// Where a container leaves its last words.
/// Source: <https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/>.
const LAST_WORDS: &str = "/dev/termination-log";
/// The exit code that says that another try would end the same way.
pub(super) const HOPELESS: u8 = 2;
/// Seconds for which an ended Job stays, for its logs to be read.
const KEPT: u32 = 3_600;
/// A user that is not root, in an image that names none.
const NOBODY: u32 = 65_532;

impl Wanted {
    /// The Job, asleep.
    ///
    /// * `begun`: candidates that were begun before it.
    pub(super) fn job(&self, fixed: &Fixed, begun: u64) -> (Place, Object) {
        let place = self.duty.place(&fixed.names, Kind::JOB);
        let mut body = fixed.owner().object(&Kind::JOB.api_version(), Kind::JOB.kind, place.name().as_str());
        body["metadata"]["annotations"] = json!({ RUN: self.run, BEGUN: begun.to_string() });
        body["spec"] = json!({
            "suspend": true,
            // A pod that is evicted says nothing against the program; one that says that there is no hope is not tried again.
            "podFailurePolicy": { "rules": [
                { "action": "FailJob", "onExitCodes": { "operator": "In", "values": [HOPELESS] } },
                { "action": "Ignore", "onPodConditions": [{ "type": "DisruptionTarget", "status": "True" }] },
            ] },
            "backoffLimit": 6,
            "activeDeadlineSeconds": self.deadline_seconds,
            "ttlSecondsAfterFinished": KEPT,
            "template": self.pods(&fixed.names),
        });
        (place.clone(), Object::at(&place, body))
    }

    fn pods(&self, names: &Names) -> Value {
        let name = self.duty.place(names, Kind::JOB).name().as_str().to_owned();
        let mut arguments = vec![
            self.duty.word().to_owned(),
            format!("--configuration={FOLDER}/{PAYLOAD}"),
            format!("--service-account={IDENTITY}"),
            format!("--report={LAST_WORDS}"),
        ];
        arguments.extend(self.bearer_token.as_ref().map(|_| format!("--bearer-token={FOLDER}/{BEARER_TOKEN}")));
        let source = match self.duty {
            Duty::DeadMan => json!({ "configMap": { "name": name } }),
            Duty::Run => json!({ "secret": { "secretName": name } }),
        };
        let mut volume = source;
        volume["name"] = json!("configuration");
        let pull_secrets: Vec<_> = self.image.image_pull_secrets.iter().map(|name| json!({ "name": name })).collect();
        json!({
            "metadata": {
                "labels": {
                    "app.kubernetes.io/managed-by": "kgas",
                    "app.kubernetes.io/component": self.duty.word(),
                    // A mesh's proxy beside it would outlive it, and the Job would never end.
                    "sidecar.istio.io/inject": "false",
                },
                "annotations": { "linkerd.io/inject": "disabled" },
            },
            "spec": {
                "restartPolicy": "Never",
                "serviceAccountName": self.image.service_account.as_ref().unwrap_or(&name),
                "imagePullSecrets": pull_secrets,
                "nodeSelector": self.image.node_selector,
                "securityContext": {
                    "runAsNonRoot": true, "runAsUser": NOBODY, "seccompProfile": { "type": "RuntimeDefault" },
                },
                "volumes": [volume],
                "containers": [{
                    "name": "kgas",
                    "image": self.image.image,
                    "args": arguments,
                    "env": [{ "name": "TF_LOG_PROVIDER", "value": "INFO" }],
                    "terminationMessagePath": LAST_WORDS,
                    "volumeMounts": [{ "name": "configuration", "mountPath": FOLDER, "readOnly": true }],
                    "resources": {
                        "requests": { "cpu": "10m", "memory": "32Mi" }, "limits": { "memory": "256Mi" },
                    },
                    "securityContext": {
                        "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                        "capabilities": { "drop": ["ALL"] },
                    },
                }],
            },
        })
    }

    /// What its pods need, which belongs to the Job with this uid.
    pub(super) fn furniture(&self, fixed: &Fixed, uid: &str) -> Vec<(Place, Object)> {
        let names = &fixed.names;
        let job = self.duty.place(names, Kind::JOB);
        let owned = |kind: Kind, parts: Value| {
            let place = self.duty.place(names, kind);
            let mut body = fixed.owner().object(&kind.api_version(), kind.kind, place.name().as_str());
            body["metadata"]["ownerReferences"] = json!([{
                "apiVersion": Kind::JOB.api_version(), "kind": Kind::JOB.kind, "name": job.name().as_str(), "uid": uid,
            }]);
            if let (Value::Object(body), Value::Object(parts)) = (&mut body, parts) {
                body.extend(parts);
            }
            (place.clone(), Object::at(&place, body))
        };
        let mut all = vec![owned(self.duty.carrier(), self.carried())];
        if self.image.service_account.is_none() {
            let name = job.name().as_str();
            let group = Kind::ROLE.group;
            let bound = json!({
                "roleRef": { "apiGroup": group, "kind": Kind::ROLE.kind, "name": name },
                "subjects": [{ "kind": Kind::SERVICE_ACCOUNT.kind, "name": name, "namespace": names.namespace().as_str() }],
            });
            all.push(owned(Kind::SERVICE_ACCOUNT, json!({})));
            all.push(owned(Kind::ROLE, json!({ "rules": self.rules })));
            all.push(owned(Kind::ROLE_BINDING, bound));
        }
        all
    }

    fn carried(&self) -> Value {
        match self.duty {
            Duty::DeadMan => json!({ "data": { PAYLOAD: self.payload } }),
            Duty::Run => {
                let mut data = json!({ PAYLOAD: STANDARD.encode(&self.payload) });
                if let Some(token) = &self.bearer_token {
                    data[BEARER_TOKEN] = json!(STANDARD.encode(token.expose()));
                }
                json!({ "type": "Opaque", "data": data })
            }
        }
    }
}
