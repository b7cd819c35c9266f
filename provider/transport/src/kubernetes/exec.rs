//! Programs that say who we are: `aws eks get-token`, `kubelogin`, `gke-gcloud-auth-plugin`.
//!
//! Kube reads what is to be run. We run it, because kube waits for it without end, asks it again only when it has said
//! when to, and shows all it printed when it fails.
//! Source: <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins>.

use std::fmt;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use jiff::Timestamp;
use kube::config::{ExecConfig, ExecInteractiveMode};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use zeroize::Zeroizing;

use crate::{Provide, Secret, Unavailable};

use super::credential::Credential;
use super::wire::Wire;

/// No sign-in that needs nobody takes longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// No credential is larger, in bytes.
const LARGEST: u64 = 1 << 20;

/// A program to be run.
pub(super) struct Exec {
    config: ExecConfig,
    command: String,
}

impl Exec {
    /// What is wrong with it, if it cannot be run.
    pub(super) fn new(config: ExecConfig) -> Result<Self, String> {
        if config.interactive_mode == Some(ExecInteractiveMode::Always) {
            return Err("its exec plug-in wants to ask somebody at a terminal, and there is none".to_owned());
        }
        match config.command.clone().filter(|command| !command.is_empty()) {
            Some(command) => Ok(Self { config, command }),
            None => Err("its exec plug-in has no command".to_owned()),
        }
    }

    /// As a source of credentials.
    ///
    /// * `wire`: what presents a certificate, if the program gives one.
    pub(super) fn on(self, wire: Option<Arc<Wire>>) -> impl Provide<Credential> + 'static {
        Plugin { exec: self, wire, patience: PATIENCE }
    }

    fn command(&self) -> Result<Command, String> {
        let spec = match &self.config.cluster {
            Some(cluster) if self.config.provide_cluster_info => json!({ "interactive": false, "cluster": cluster }),
            _ => json!({ "interactive": false }),
        };
        let version = self.config.api_version.as_deref().ok_or("it names no apiVersion")?;
        let info = json!({ "apiVersion": version, "kind": "ExecCredential", "spec": spec });
        let mut command = Command::new(&self.command);
        command.args(self.config.args.iter().flatten());
        let pairs = self.config.env.iter().flatten().filter_map(|pair| Some((pair.get("name")?, pair.get("value")?)));
        command.envs(pairs).env("KUBERNETES_EXEC_INFO", info.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        Ok(command)
    }

    /// What it prints. What it says on standard error may hold a credential as well and goes nowhere.
    async fn run(&self) -> Result<Zeroizing<Vec<u8>>, String> {
        let mut child = self.command()?.spawn().map_err(|err| {
            let hint = self.config.install_hint.as_deref().map(|hint| format!(": {}", hint.trim())).unwrap_or_default();
            format!("it cannot be started: {err}{hint}")
        })?;
        let mut stdout = child.stdout.take().ok_or("it has no output")?.take(LARGEST + 1);
        let mut printed = Zeroizing::new(Vec::new());
        stdout.read_to_end(&mut printed).await.map_err(|err| format!("its output cannot be read: {err}"))?;
        if printed.len() as u64 > LARGEST {
            return Err(format!("it printed more than {LARGEST} bytes"));
        }
        let status = child.wait().await.map_err(|err| format!("it did not end: {err}"))?;
        if status.success() { Ok(printed) } else { Err(format!("it failed with {status}; run it to see why")) }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    api_version: String,
    kind: String,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    client_certificate_data: Option<String>,
    #[serde(default)]
    client_key_data: Option<String>,
    #[serde(default)]
    expiration_timestamp: Option<String>,
}

struct Plugin {
    exec: Exec,
    wire: Option<Arc<Wire>>,
    patience: Duration,
}

impl Plugin {
    fn read(&self, printed: &[u8]) -> Result<Credential, String> {
        let Ok(answer) = serde_json::from_slice::<Answer>(printed) else {
            return Err("it printed no ExecCredential in JSON".to_owned());
        };
        let wanted = self.exec.config.api_version.as_deref().unwrap_or_default();
        let Some(status) = answer.status.filter(|_| answer.kind == "ExecCredential") else {
            return Err("it printed no credential".to_owned());
        };
        if answer.api_version != wanted {
            return Err(format!("it was asked for {wanted} and printed another version"));
        }
        let expires = status.expiration_timestamp.map(|text| text.parse::<Timestamp>());
        let expires_at = expires.transpose().map_err(|_| "it printed no time when its credential expires")?;
        let expires_at = expires_at.map(SystemTime::from);
        let token = status.token.filter(|token| !token.is_empty()).map(Secret::new);
        match (status.client_certificate_data, status.client_key_data.map(Secret::new)) {
            (Some(certificate), Some(key)) => {
                if let Some(wire) = &self.wire {
                    wire.identify(certificate.as_bytes(), &key)?;
                }
            }
            (None, None) if token.is_some() => {}
            _ => return Err("it printed neither a token nor a certificate with its key".to_owned()),
        }
        let none = Credential { header: None, expires_at };
        Ok(token.map_or(none, |token| Credential::bearer(&token, expires_at)))
    }
}

#[async_trait]
impl Provide<Credential> for Plugin {
    async fn provide(&self) -> Result<Credential, Unavailable> {
        let refuse = |why: String| {
            Unavailable(format!("the exec plug-in {:?} of the kubeconfig gave no credential: {why}", self.exec.command))
        };
        let printed = tokio::time::timeout(self.patience, self.exec.run()).await;
        let printed = printed.map_err(|_| refuse(format!("it did not end within {:?}", self.patience)))?;
        self.read(&printed.map_err(refuse)?).map_err(refuse)
    }
}

impl fmt::Debug for Plugin {
    /// Its arguments may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plugin({:?})", self.exec.command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_that_does_not_end_is_ended() {
        let args = Some(vec!["60".to_owned()]);
        let version = Some("client.authentication.k8s.io/v1".to_owned());
        let config =
            ExecConfig { command: Some("sleep".to_owned()), args, api_version: version, ..ExecConfig::default() };
        let patience = Duration::from_millis(50);
        let plugin = Plugin { exec: Exec::new(config).unwrap(), wire: None, patience };
        let said = plugin.provide().await.unwrap_err().0;
        assert!(said.ends_with("gave no credential: it did not end within 50ms"), "{said}");
        let gone = async {
            while is_running("sleep") {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), gone).await.unwrap();
    }

    /// Whether a child of ours of this name runs.
    fn is_running(name: &str) -> bool {
        let ours = std::process::id().to_string();
        let stats = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        let stats = stats.filter_map(|one| std::fs::read_to_string(one.path().join("stat")).ok());
        stats
            .map(|stat| stat.split(' ').map(str::to_owned).collect::<Vec<_>>())
            .any(|fields| fields.len() > 3 && fields[1] == format!("({name})") && fields[2] != "Z" && fields[3] == ours)
    }
}
