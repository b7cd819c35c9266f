//! A kubelet for the pods of Jobs in one namespace: kwok leaves these alone, since their container is a program of ours that
//! runs for real, as the pod's own identity and with what the pod mounts.
//!
//! What is real: the pod as the API server has it, its token by `TokenRequest`, `ConfigMaps`, Secrets and the cluster's
//! certificate, SIGTERM before the end, exit code and last words in the pod's status. What is played: the image, which is the
//! program that the test has built, and the network, which is loopback.
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Client, Error};
use super::{Kind, Kubernetes, User};
use crate::parts::{Folder, Process};

mod mounts;

use mounts::Mounts;

/// Pods of Jobs, which kwok leaves alone.
const OF_JOBS: &str = "labelSelector=batch.kubernetes.io%2Fjob-name";
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// What a container has between SIGTERM and SIGKILL.
const GRACE: Duration = Duration::from_secs(30);
/// Images with this in their names are in no registry.
const NOWHERE: &str = "no-such-image";

/// A running kubelet. Dropping it ends its containers as a machine does that is switched off.
#[derive(Debug)]
pub struct Kubelet {
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What a container of any image is.
#[derive(Debug, Clone)]
struct Node {
    client: Client,
    namespace: String,
    url: String,
    program: PathBuf,
    variables: Vec<(String, String)>,
}

/// A container that was started.
#[derive(Debug)]
struct Container {
    process: Process,
    mounts: Mounts,
    told_to_end: Option<Instant>,
    over: bool,
}

impl Kubelet {
    /// Starts one.
    ///
    /// * `program`: what every image holds.
    /// * `variables`: of every container's environment, beside those of its pod.
    #[must_use]
    pub fn start(cluster: &Kubernetes, namespace: &str, program: PathBuf, variables: &[(&str, &str)]) -> Self {
        let node = Node {
            client: cluster.client(User::Admin),
            namespace: namespace.to_owned(),
            url: cluster.url().to_owned(),
            program,
            variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        };
        let ends = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ends);
        let thread = std::thread::spawn(move || {
            let mut running = BTreeMap::new();
            while !told.load(Ordering::Relaxed) {
                // An API server that is away comes back.
                drop(node.look(&mut running));
                std::thread::sleep(BETWEEN_LOOKS);
            }
        });
        Self { ends, thread: Some(thread) }
    }
}

impl Drop for Kubelet {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Node {
    fn look(&self, running: &mut BTreeMap<String, Container>) -> Result<(), Error> {
        let pods = self.client.list(&format!("{}?{OF_JOBS}", Kind::Pod.all(&self.namespace)))?;
        for pod in pods {
            let uid = pod["metadata"]["uid"].as_str().unwrap_or_default().to_owned();
            let is_ending = pod["metadata"]["deletionTimestamp"].is_string();
            match running.get_mut(&uid) {
                Some(container) => self.go_on(&pod, container, is_ending)?,
                None if is_ending => self.forget(&pod)?,
                None if pod["spec"]["nodeName"].is_null() || !pod["status"]["containerStatuses"].is_null() => {}
                None => {
                    if let Some(container) = self.begin(&pod)? {
                        running.insert(uid, container);
                    }
                }
            }
        }
        Ok(())
    }

    /// Starts a pod's container; nothing while something that it mounts is missing, or for good when its image is.
    fn begin(&self, pod: &Value) -> Result<Option<Container>, Error> {
        let spec = &pod["spec"]["containers"][0];
        let image = spec["image"].as_str().unwrap_or_default();
        if image.contains(NOWHERE) {
            let message = format!("Back-off pulling image \"{image}\"");
            let waiting = json!({ "waiting": { "reason": "ImagePullBackOff", "message": message } });
            self.say(pod, "Pending", false, &waiting)?;
            return Ok(None);
        }
        let Some(mounts) = Mounts::of(&self.client, pod)? else { return Ok(None) };
        let mut command = Command::new(&self.program);
        command.env_clear();
        let arguments = spec["args"].as_array().into_iter().flatten().filter_map(Value::as_str);
        command.args(arguments.map(|argument| mounts.inside(argument)));
        for variable in spec["env"].as_array().into_iter().flatten() {
            command.env(
                variable["name"].as_str().unwrap_or_default(),
                mounts.inside(variable["value"].as_str().unwrap_or_default()),
            );
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let (host, port) = self.url.trim_start_matches("https://").split_once(':').unwrap_or_default();
        command.env("KUBERNETES_SERVICE_HOST", host).env("KUBERNETES_SERVICE_PORT", port);
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let Ok(process) = Process::start(name, &mut command) else { return Ok(None) };
        self.say(pod, "Running", true, &json!({ "running": { "startedAt": now() } }))?;
        Ok(Some(Container { process, mounts, told_to_end: None, over: false }))
    }

    fn go_on(&self, pod: &Value, container: &mut Container, is_ending: bool) -> Result<(), Error> {
        if !container.over
            && let Ok(Some(status)) = container.process.child.try_wait()
        {
            let code = status.code().unwrap_or(137);
            let (phase, reason) = if code == 0 { ("Succeeded", "Completed") } else { ("Failed", "Error") };
            let message = container.mounts.last_words();
            let ended = json!({ "exitCode": code, "reason": reason, "message": message, "finishedAt": now() });
            self.say(pod, phase, false, &json!({ "terminated": ended }))?;
            container.over = true;
        }
        if !is_ending {
            return Ok(());
        }
        if container.over {
            return self.forget(pod);
        }
        let pid = container.process.child.id().to_string();
        match container.told_to_end {
            None => {
                drop(Command::new("kill").args(["-TERM", &pid]).status());
                container.told_to_end = Some(Instant::now());
            }
            Some(since) if since.elapsed() > GRACE => drop(container.process.child.kill()),
            Some(_) => {}
        }
        Ok(())
    }

    /// The pod's status.
    fn say(&self, pod: &Value, phase: &str, ready: bool, state: &Value) -> Result<(), Error> {
        let container = &pod["spec"]["containers"][0];
        let truth = if ready { "True" } else { "False" };
        let condition = |name: &str| json!({ "type": name, "status": truth, "lastTransitionTime": now() });
        let status = json!({ "status": {
            "phase": phase,
            "conditions": [condition("Ready"), condition("ContainersReady")],
            "containerStatuses": [{
                "name": container["name"], "image": container["image"], "imageID": "", "ready": ready, "restartCount": 0,
                "state": state,
            }],
        } });
        self.client.merge(&format!("{}/status", self.path(pod)), &status).map(drop)
    }

    /// The pod is gone.
    fn forget(&self, pod: &Value) -> Result<(), Error> {
        self.client.delete(&format!("{}?gracePeriodSeconds=0", self.path(pod))).map(drop)
    }

    fn path(&self, pod: &Value) -> String {
        Kind::Pod.at(&self.namespace, pod["metadata"]["name"].as_str().unwrap_or_default())
    }
}

/// As Kubernetes writes a time: to the second.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
