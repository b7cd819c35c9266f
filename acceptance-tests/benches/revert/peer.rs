//! What both engines are asked to do.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kgas_acceptance::audit::Event;
use kgas_acceptance::kubernetes::{Client, Kind, Kubernetes, User};
use serde_json::{Value, json};

use super::meter::Meter;

/// A candidate's weight when it is found to be bad.
pub(super) const QUARTER: u64 = 25;
const PATIENCE: Duration = Duration::from_mins(2);

/// Somebody who brings versions of one workload by the weights of a `VirtualService`.
pub(super) trait Peer {
    /// In a table.
    const NAME: &'static str;
    /// How its program names itself to the API server.
    const AGENT: &'static str;
    /// Where everything is.
    const NAMESPACE: &'static str;

    /// Starts to bring a version that holds at a quarter of the traffic.
    fn begin(&mut self, version: &str);

    /// Comes back to the first version, at rest.
    fn rest(&mut self);

    /// Brings a good version by steps of 5, 25, 50 and 100 percent, each watched for five seconds, to its end.
    fn climb(&mut self, version: &str);
}

/// A workload's weights, as the API server has them.
pub(super) struct Stage<'a> {
    pub(super) cluster: &'a Kubernetes,
    pub(super) client: Client,
    pub(super) meter: Meter,
}

impl<'a> Stage<'a> {
    pub(super) fn on(cluster: &'a Kubernetes) -> Self {
        Self { cluster, client: cluster.client(User::Admin), meter: Meter::before(cluster.url()) }
    }

    /// A kubeconfig that leads over the meter.
    pub(super) fn kubeconfig(&self, user: User, folder: &Path) -> PathBuf {
        let text = std::fs::read_to_string(self.cluster.kubeconfig(user)).unwrap();
        let path = folder.join(format!("{}-metered.kubeconfig", user.name()));
        std::fs::write(&path, text.replace(self.cluster.url(), &self.meter.url)).unwrap();
        path
    }

    /// Waits until the last backend has this weight.
    pub(super) fn until(&self, namespace: &str, weight: u64) {
        let started = Instant::now();
        while self.candidate(namespace) != Some(weight) {
            assert!(started.elapsed() < PATIENCE, "{namespace} does not come to {weight} %");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn candidate(&self, namespace: &str) -> Option<u64> {
        candidate(&self.client.find(&Kind::VirtualService.at(namespace, "api")).unwrap()?)
    }

    /// When the candidate had no weight any more, by the audit log.
    pub(super) fn zeroed(&self, namespace: &str, since: Timestamp) -> Option<Timestamp> {
        let events = self.cluster.events().unwrap();
        let here = |event: &&Event| event.object.namespace == namespace && event.object.resource == "virtualservices";
        let mut written = events.iter().filter(here).filter(|event| event.is_write() && event.received >= since);
        written.find(|event| candidate(&event.response) == Some(0)).map(|event| event.at)
    }
}

/// The weight of slot b in a `VirtualService`.
fn candidate(service: &Value) -> Option<u64> {
    let route = service["spec"]["http"][0]["route"].as_array()?;
    let backend = route.iter().find(|backend| backend["destination"]["host"] == "api-b")?;
    Some(backend["weight"].as_u64().unwrap_or(0))
}

/// The pods of a version.
pub(super) fn template(version: &str) -> Value {
    let container =
        json!({ "name": "app", "image": format!("registry.test/api:{version}"), "ports": [{ "containerPort": 8080 }] });
    json!({ "metadata": { "labels": { "app": "api" } }, "spec": { "containers": [container] } })
}
