//! etcd and kube-apiserver.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::PublicKeyData;

use super::access::{self, User};
use crate::http::{self, Request};
use crate::parts::{ControlPlane, Error, Folder, Process, Server, on_free_port, while_taken};

/// The log's name in the cluster's folder.
pub(super) const AUDIT_LOG: &str = "audit.log";
const AUDIT_POLICY: &str = include_str!("audit-policy.yaml");

/// The API server and its store.
#[derive(Debug)]
pub(super) struct ApiServer {
    /// None while it is dead.
    process: Option<Process>,
    etcd: Server,
    program: PathBuf,
    folder: PathBuf,
    port: u16,
    /// `https://127.0.0.1:PORT`.
    pub(super) url: String,
    /// The certificate that it made for itself, with its issuer, as PEM.
    pub(super) ca: String,
}

impl ApiServer {
    /// Starts both, with everything they write in `folder`.
    ///
    /// # Errors
    /// When one does not become ready.
    pub(super) fn start(programs: &ControlPlane, folder: &Folder) -> Result<Self, Error> {
        folder.write("tokens.csv", &access::tokens())?;
        folder.write("audit-policy.yaml", AUDIT_POLICY)?;
        let key = rcgen::KeyPair::generate().map_err(|why| Error::NotReady {
            what: "kube-apiserver".to_owned(),
            why: format!("no key for service accounts could be made: {why}"),
            log: String::new(),
        })?;
        folder.write("service-accounts.key", &pem("PRIVATE KEY", key.serialized_der()))?;
        folder.write("service-accounts.pub", &pem("PUBLIC KEY", &key.subject_public_key_info()))?;
        let etcd = Server::start("etcd", "/health", |port| etcd(&programs.etcd, folder.path(), port))?;
        on_free_port("kube-apiserver", |port| {
            let (process, ca) = run(&programs.api_server, folder.path(), &etcd.url, port)?;
            Ok((process, ca, port))
        })
        .map(|(process, ca, port)| Self {
            process: Some(process),
            etcd,
            program: programs.api_server.clone(),
            folder: folder.path().to_owned(),
            port,
            url: url(port),
            ca,
        })
    }

    /// SIGKILL.
    pub(super) fn kill(&mut self) {
        self.process = None;
    }

    /// The same again.
    ///
    /// # Errors
    /// When it does not become ready.
    pub(super) fn resume(&mut self) -> Result<(), Error> {
        self.process = None;
        let start = || run(&self.program, &self.folder, &self.etcd.url, self.port);
        let (process, _) = while_taken("kube-apiserver", start)?;
        self.process = Some(process);
        Ok(())
    }
}

fn pem(label: &str, bytes: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(bytes))
}

fn url(port: u16) -> String {
    format!("https://127.0.0.1:{port}")
}

fn etcd(program: &Path, folder: &Path, port: u16) -> Command {
    let url = format!("http://127.0.0.1:{port}");
    let mut etcd = Command::new(program);
    etcd.arg("--data-dir").arg(folder.join("etcd")).args(["--log-level", "warn"]);
    etcd.args(["--listen-client-urls", &url, "--advertise-client-urls", &url]);
    // It has no peers; port 0 is any.
    etcd.args(["--listen-peer-urls", "http://127.0.0.1:0"]);
    // A test does not outlive a crash of the machine.
    etcd.arg("--unsafe-no-fsync");
    etcd
}

/// Starts the API server and waits until it is ready. Its certificate is made at its first start and kept.
fn run(program: &Path, folder: &Path, etcd: &str, port: u16) -> Result<(Process, String), Error> {
    let mut command = Command::new(program);
    let in_folder = |flag: &str, name: &str| format!("{flag}={}", folder.join(name).display());
    command.args([
        &format!("--etcd-servers={etcd}"),
        &format!("--secure-port={port}"),
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        &in_folder("--cert-dir", "certificates"),
        "--service-cluster-ip-range=10.0.0.0/16",
        "--endpoint-reconciler-type=none",
        "--authorization-mode=RBAC",
        &in_folder("--token-auth-file", "tokens.csv"),
        "--service-account-issuer=https://kubernetes.default.svc",
        &in_folder("--service-account-key-file", "service-accounts.pub"),
        &in_folder("--service-account-signing-key-file", "service-accounts.key"),
        &in_folder("--audit-policy-file", "audit-policy.yaml"),
        &in_folder("--audit-log-path", AUDIT_LOG),
        // The log is the witness: no event is lost, and the file is never rotated away.
        "--audit-log-mode=blocking",
        "--audit-log-maxsize=100000",
    ]);
    let mut process = Process::start("kube-apiserver", &mut command)?;
    let certificate = folder.join("certificates/apiserver.crt");
    let mut ca = String::new();
    process.until(|| {
        ca = fs::read_to_string(&certificate).map_err(|why| format!("it has no certificate: {why}"))?;
        ready(&url(port), &ca)
    })?;
    Ok((process, ca))
}

fn ready(url: &str, ca: &str) -> Result<(), String> {
    let tls = http::trusting(ca).map_err(|why| why.to_string())?;
    let authorization = format!("Bearer {}", User::Admin.token());
    let url = format!("{url}/readyz");
    let request = Request { method: "GET", url: &url, headers: &[("Authorization", &authorization)], body: "" };
    match http::send(request, Some(&tls)) {
        Ok(answer) if answer.status == 200 => Ok(()),
        Ok(answer) => Err(format!("{url} answered {}: {}", answer.status, answer.body)),
        Err(why) => Err(format!("{url}: {why}")),
    }
}
