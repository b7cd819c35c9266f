//! Calls to one address, ready to make.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Uri};
use kgas_api::Call;

use crate::{
    AddressError, Cached, CallError, Clock, Env, Http, Identity, Network, NetworkError, Policy, Proxy, ReqwestHttp,
    Roots, Stop, parse_address,
};

use super::Auth;
use super::target::{Proof, Rest};

/// Settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// The service's name in messages.
    pub name: &'static str,
    /// `https://host/prefix`. Plain HTTP to another machine is taken only if nothing secret goes there.
    pub address: String,
    /// The setting that holds `address`, for errors.
    pub setting: &'static str,
    /// How requests show who asks.
    pub auth: Auth,
    /// A certificate that shows who asks.
    pub identity: Option<Identity>,
    /// Headers of every request, none of them secret: a tenant, a client's name.
    pub headers: HeaderMap,
    /// Whose certificates are believed.
    pub roots: Roots,
    /// Proxy. Otherwise `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
    pub proxy: Option<Proxy>,
    /// Most times one request is sent; it is sent once at least. Otherwise 25.
    pub max_attempts: Option<u32>,
}

impl Config {
    /// Settings for an anonymous client that believes the machine's certificates.
    ///
    /// * `setting`: what holds `address`, for errors.
    #[must_use]
    pub fn new(name: &'static str, address: impl Into<String>, setting: &'static str) -> Self {
        Self {
            name,
            address: address.into(),
            setting,
            auth: Auth::Anonymous,
            identity: None,
            headers: HeaderMap::new(),
            roots: Roots::Platform,
            proxy: None,
            max_attempts: None,
        }
    }
}

/// Why there is no client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// An address that cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Certificates or a proxy that cannot be used.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// One service at one address. Clones share everything.
#[derive(Clone)]
pub struct Client {
    calls: crate::Client,
    name: &'static str,
    address: Uri,
}

impl Client {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// [`ConnectError`] names the setting to change.
    pub fn connect(config: Config, clock: Arc<dyn Clock>, stop: Stop) -> Result<Self, ConnectError> {
        let proxy = Proxy::or_env(config.proxy.clone(), &Env::process());
        let (roots, identity) = (config.roots.clone(), config.identity.clone());
        let http = ReqwestHttp::new(&Network { roots, identity, proxy, ..Network::default() })?;
        Self::over(Arc::new(http), config, clock, stop)
    }

    /// The same over an [`Http`] of one's own; roots, identity and proxy are its business.
    ///
    /// # Errors
    /// [`ConnectError`] names the setting to change.
    pub fn over(http: Arc<dyn Http>, config: Config, clock: Arc<dyn Clock>, stop: Stop) -> Result<Self, ConnectError> {
        let Config { name, address, setting, auth, headers, max_attempts, .. } = config;
        let address = match auth {
            Auth::Anonymous => crate::address::parse_open(&address, setting)?,
            _ => parse_address(&address, setting)?,
        };
        let proof = match auth {
            Auth::Anonymous => Proof::None,
            Auth::Token(source) => Proof::Token(Cached::new(source, Arc::clone(&clock))),
            Auth::Basic { user, password } => Proof::basic(&user, &password),
            Auth::Header { name, value } => Proof::Header(name, value),
        };
        let target = Rest { name, address: address.clone(), headers, proof };
        let usual = Policy::default();
        let policy = Policy { attempts: max_attempts.unwrap_or(usual.attempts), ..usual };
        let calls = crate::Client::new(http, clock, Arc::new(target), stop).with_policy(policy);
        Ok(Self { calls, name, address })
    }

    /// The same client for an operation that is told to stop by `stop`.
    #[must_use]
    pub fn with_stop(&self, stop: Stop) -> Self {
        Self { calls: self.calls.with_stop(stop), ..self.clone() }
    }

    /// The same client with waits drawn from `seed`; see [`crate::Client::with_seed`].
    #[must_use]
    pub fn with_seed(&self, seed: u64) -> Self {
        Self { calls: self.calls.clone().with_seed(seed), ..self.clone() }
    }

    /// Where the service is.
    #[must_use]
    pub const fn address(&self) -> &Uri {
        &self.address
    }

    /// Makes a call; see [`crate::Client::call`].
    ///
    /// # Errors
    /// [`CallError`]. If [`CallError::outcome_unknown`], the caller has to look before it sends anything again.
    pub async fn call<T>(&self, call: Call<T>) -> Result<T, CallError> {
        self.calls.call(call).await
    }

    /// Makes a call in limited time; see [`crate::Client::call_within`].
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_within<T>(&self, call: Call<T>, limit: Duration) -> Result<T, CallError> {
        self.calls.call_within(call, limit).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({} at {})", self.name, self.address)
    }
}
