//! What the user says about a cluster's API.

use std::path::PathBuf;
use std::time::Duration;

use crate::rest::Auth;
use crate::{AddressError, Env, NetworkError, Proxy, Secret};

/// Settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// How to reach it.
    pub connection: Connection,
    /// What holds the settings of the connection, for errors: with `connection` they speak of `connection.context`.
    pub setting: &'static str,
    /// Proxy. Otherwise the kubeconfig's, otherwise `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
    pub proxy: Option<Proxy>,
    /// Most time that one attempt may take, from the connection to the last byte.
    pub timeout: Duration,
    /// Most times one request is sent; it is sent once at least. Otherwise 25.
    pub max_attempts: Option<u32>,
    /// Where `KUBECONFIG`, `HOME` and the proxy's variables are looked up.
    pub env: Env,
}

impl Config {
    /// Settings with 30 s for an attempt, in this process's environment.
    #[must_use]
    pub const fn new(connection: Connection, setting: &'static str) -> Self {
        Self {
            connection,
            setting,
            proxy: None,
            timeout: Duration::from_secs(30),
            max_attempts: None,
            env: Env::process(),
        }
    }
}

/// How to reach a cluster's API, and as whom.
#[derive(Debug, Clone)]
pub enum Connection {
    /// As `kubectl` does.
    /// Source: <https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/>.
    Kubeconfig {
        /// Files, merged in this order. Otherwise those in `KUBECONFIG`, otherwise `~/.kube/config`. Setting: `kubeconfig`.
        paths: Vec<PathBuf>,
        /// Which context. Otherwise the current one. Setting: `context`.
        context: Option<String>,
    },
    /// As `kubectl` does with a file of this text.
    Inline {
        /// YAML. Setting: `kubeconfig`.
        kubeconfig: Secret<String>,
        /// Which context. Otherwise the current one. Setting: `context`.
        context: Option<String>,
    },
    /// With the identity that every pod has, from inside of the cluster.
    /// Source: <https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/>.
    InCluster,
    /// With an address and an identity.
    Direct(Direct),
}

/// An address and an identity.
#[derive(Debug, Clone)]
pub struct Direct {
    /// `https://host:port`. Setting: `host`.
    pub host: String,
    /// The cluster's own certificate authorities in PEM, which alone are believed. Otherwise the machine's.
    /// Setting: `ca_certificate`.
    pub ca_certificate: Option<String>,
    /// What stands in the server's certificate, if that is not the host. Setting: `tls_server_name`.
    pub tls_server_name: Option<String>,
    /// Who asks: a token that stays, or one that is made when it is needed. Setting: `token`.
    pub auth: Auth,
    /// A certificate in PEM that shows who asks, and its key. Settings: `client_certificate`, `client_key`.
    pub identity: Option<(String, Secret<String>)>,
}

/// Why there is no client. The text says which setting to change; it holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// A kubeconfig that is not there, or cannot be used.
    #[error("{place} cannot be used: {why}")]
    Kubeconfig {
        /// Which file or setting.
        place: String,
        /// What is wrong, and what to do.
        why: String,
    },
    /// This is not a pod, or one without an identity.
    #[error(
        "the identity of a pod cannot be used, perhaps because this does not run in one: {why}; set `{setting}.kubeconfig` or `{setting}.host`"
    )]
    InCluster {
        /// What is missing.
        why: String,
        /// What holds the settings.
        setting: &'static str,
    },
    /// An address that cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// A certificate or key that cannot be used.
    #[error("{place} cannot be used: {why}")]
    Certificate {
        /// Which setting, or whose.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// A proxy that cannot be used.
    #[error(transparent)]
    Network(#[from] NetworkError),
}
