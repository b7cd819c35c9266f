//! A Kubernetes without containers, on loopback: the real API server with its store, the real controllers and scheduler,
//! and kwok in place of kubelets.
//!
//! What is real: objects, defaulting, validation, server-side apply, RBAC, custom resources, watches, the audit log,
//! Deployments, autoscalers, garbage collection. What is played: nodes, and pods that become ready (`kwok.yaml`).
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::audit::Event;
use crate::http;
use crate::parts::{self, Definitions, Error};

mod access;
mod api_server;
mod client;
pub(crate) mod ingress;
mod kind;
mod kubelet;
pub(crate) mod route;
mod workers;

pub use access::User;
use api_server::ApiServer;
pub use client::{Client, Error as ClientError};
pub use kind::Kind;
pub use kubelet::Kubelet;
use workers::Workers;

/// The log is written beside the answer: this is for a machine that is busy.
const LAST_EVENT: Duration = Duration::from_secs(10);
/// Enough for pods to be spread.
const NODES: [&str; 3] = ["node-1", "node-2", "node-3"];

/// A running cluster. Dropping it ends it; so does the end of this process, however it comes.
#[derive(Debug)]
pub struct Kubernetes {
    // In the order in which they are ended. None between two lives of the API server.
    workers: Option<Workers>,
    api_server: ApiServer,
    tls: Arc<rustls::ClientConfig>,
    folder: parts::Folder,
}

impl Kubernetes {
    /// A fresh cluster with three nodes that knows the Gateway API and Istio, in a few seconds.
    ///
    /// # Errors
    /// When a program cannot be had, or does not become ready.
    pub fn start() -> Result<Self, Error> {
        let programs = parts::control_plane()?;
        let folder = parts::Folder::new()?;
        let api_server = ApiServer::start(&programs, &folder)?;
        let ca = api_server.ca.as_str();
        let tls = http::trusting(ca).map_err(Error::io("cannot read", folder.path()))?;
        let kubeconfig = |user: User| {
            folder.write(&format!("{}.kubeconfig", user.name()), &access::kubeconfig(&api_server.url, ca, user))
        };
        kubeconfig(User::Admin)?;
        kubeconfig(User::Restricted)?;
        kubeconfig(User::Delivery)?;
        let workers = Workers::start(&programs, &folder, kubeconfig)?;
        let cluster = Self { workers: Some(workers), api_server, tls, folder };
        match cluster.furnish() {
            Ok(()) => Ok(cluster),
            Err(Error::NotReady { what, why, .. }) => Err(Error::NotReady {
                what,
                why,
                log: cluster.workers.as_ref().map(Workers::words).unwrap_or_default(),
            }),
            other => other.map(|()| cluster),
        }
    }

    /// The cluster that the tests of this process share, each in a namespace of its own. A test that kills the API server
    /// starts its own.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn shared() -> Result<&'static Self, Error> {
        // A failure is kept as well: every test would wait for it again.
        static SHARED: OnceLock<Result<Kubernetes, String>> = OnceLock::new();
        SHARED.get_or_init(|| Self::start().map_err(|why| why.to_string())).as_ref().map_err(|why| Error::NotReady {
            what: "the Kubernetes cluster that tests share".to_owned(),
            why: why.clone(),
            log: String::new(),
        })
    }

    /// `https://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.api_server.url
    }

    /// The certificate of the issuer that the API server made for itself, as PEM.
    #[must_use]
    pub fn ca(&self) -> &str {
        &self.api_server.ca
    }

    /// A kubeconfig with one context: of [`User::Admin`], [`User::Restricted`] or [`User::Delivery`].
    #[must_use]
    pub fn kubeconfig(&self, user: User) -> PathBuf {
        self.folder.path().join(format!("{}.kubeconfig", user.name()))
    }

    /// A client with the rights of `user`.
    #[must_use]
    pub fn client(&self, user: User) -> Client {
        Client::new(self.url(), &user.token(), Arc::clone(&self.tls))
    }

    /// The file of the audit log, one event a line.
    #[must_use]
    pub fn audit_log(&self) -> PathBuf {
        self.folder.path().join(api_server::AUDIT_LOG)
    }

    /// Every event of the audit log until now. An event is written beside its answer, so a last question of ours is waited
    /// for.
    ///
    /// # Errors
    /// When the log cannot be read, or that question does not come into it.
    pub fn events(&self) -> Result<Vec<Event>, Error> {
        static ASKED: AtomicU32 = AtomicU32::new(0);
        let last = format!("audit-{}", ASKED.fetch_add(1, Ordering::Relaxed));
        self.client(User::Admin).find(&Kind::ConfigMap.at("default", &last)).map_err(not_ready)?;
        let (log, started) = (self.audit_log(), Instant::now());
        loop {
            let events = Event::read(&log).map_err(Error::io("cannot read", &log))?;
            if events.iter().any(|event| event.object.name == last) {
                return Ok(events);
            }
            if started.elapsed() > LAST_EVENT {
                let what = "the audit log".to_owned();
                return Err(Error::NotReady { what, why: "it does not have the last request".to_owned(), log: last });
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Kills the API server as the kernel would.
    pub fn kill_api_server(&mut self) {
        self.api_server.kill();
    }

    /// Starts it again, on the same port and with the same data, and waits until it is ready. The controllers start with it: of
    /// themselves they would wait longer and longer between two attempts.
    ///
    /// # Errors
    /// When it does not become ready, or they cannot be started.
    pub fn start_api_server(&mut self) -> Result<(), Error> {
        self.workers = None;
        self.api_server.resume()?;
        // A new kwok leaves nodes alone that are leased to the old one.
        let client = self.client(User::Admin);
        for name in NODES {
            client.delete(&Kind::Lease.at("kube-node-lease", name)).map_err(not_ready)?;
        }
        self.workers = Some(Workers::start(&parts::control_plane()?, &self.folder, |user| Ok(self.kubeconfig(user)))?);
        Ok(())
    }

    /// Makes the cluster know more custom resources.
    ///
    /// # Errors
    /// When they are not to be had, or are not served in time.
    pub fn define(&self, definitions: Definitions) -> Result<(), Error> {
        let client = self.client(User::Admin);
        let all = Kind::CustomResourceDefinition.all("");
        let mut made = Vec::new();
        for document in definitions.documents()? {
            let definition = client.create_yaml(&all, &document).map_err(not_ready)?;
            made.push(definition["metadata"]["name"].as_str().unwrap_or_default().to_owned());
        }
        for name in made {
            client.wait(&Kind::CustomResourceDefinition.at("", &name), is_established).map_err(not_ready)?;
        }
        Ok(())
    }

    /// Nodes, custom resources, and what controllers put into every cluster.
    fn furnish(&self) -> Result<(), Error> {
        let client = self.client(User::Admin);
        for name in NODES {
            let node = json!({ "metadata": { "name": name, "labels": { "kubernetes.io/hostname": name } } });
            client.create(&Kind::Node.all(""), &node).map_err(not_ready)?;
        }
        self.define(Definitions::GatewayApi)?;
        self.define(Definitions::Istio)?;
        for name in NODES {
            client.wait(&Kind::Node.at("", name), |node| has(node, "Ready")).map_err(not_ready)?;
        }
        client.wait(&Kind::ServiceAccount.at("default", "default"), |_| true).map(drop).map_err(not_ready)
    }
}

fn is_established(definition: &Value) -> bool {
    has(definition, "Established")
}

/// Whether a condition of the object is true.
#[must_use]
pub fn has(object: &Value, condition: &str) -> bool {
    let conditions = object["status"]["conditions"].as_array().map(Vec::as_slice).unwrap_or_default();
    conditions.iter().any(|one| one["type"] == condition && one["status"] == "True")
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn not_ready(why: ClientError) -> Error {
    Error::NotReady { what: "the Kubernetes cluster".to_owned(), why: why.to_string(), log: String::new() }
}
