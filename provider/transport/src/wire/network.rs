//! How connections are made.

use std::time::Duration;

use super::{Identity, Proxy, Roots};

/// How connections are made and how long they may take.
#[derive(Debug, Clone)]
pub struct Network {
    /// Whose certificates are believed.
    pub roots: Roots,
    /// Who we are, to servers that ask for a certificate.
    pub identity: Option<Identity>,
    /// What stands between us and the services.
    pub proxy: Proxy,
    /// For name, connection and TLS together.
    pub connect_timeout: Duration,
    /// The longest silence while an answer is awaited or read.
    pub read_timeout: Duration,
    /// For one attempt as a whole.
    pub total_timeout: Duration,
    /// The largest body read, in bytes.
    pub max_body: usize,
}

impl Default for Network {
    /// The platform's certificates, no proxy, 5 s to connect, 30 s of silence, 60 s in all, 64 MiB.
    fn default() -> Self {
        Self {
            roots: Roots::Platform,
            identity: None,
            proxy: Proxy::none(),
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_mins(1),
            max_body: 64 << 20,
        }
    }
}

/// Why no connections can be made at all. The text says which setting to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// A certificate file that cannot be used.
    #[error("{path}, named in {setting}, cannot be used: {why}; it has to hold PEM certificates")]
    Bundle {
        /// The file.
        path: String,
        /// The setting or variable that names it.
        setting: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A proxy address that is none. It is not shown, it may hold a password.
    #[error("the proxy address in {setting} is not one: {why}; write it as http://host:port")]
    Proxy {
        /// The setting or variable that holds it.
        setting: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A client certificate that does not go with its key.
    #[error("the client certificate and its key cannot be used: {0}")]
    Identity(String),
    /// The HTTP library did not start.
    #[error("the HTTP client did not start: {0}")]
    Client(String),
}
