//! Calls to one API server, ready to make.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use kgas_api::Call;

use crate::{Cached, CallError, Clock, Http, Policy, Proxy, Stop};

use super::credential::Source;
use super::proxy::tunnel;
use super::resolve::{Resolved, Who, resolve};
use super::target::Cluster;
use super::wire::Wire;
use super::{Config, ConnectError};

/// One API server, as one identity. Clones share everything.
#[derive(Clone)]
pub struct Client {
    calls: crate::Client,
    address: Uri,
    namespace: String,
}

impl Client {
    /// Reads the settings and the files that they name. Connects to nothing, and runs no plug-in, before the first call.
    ///
    /// # Errors
    /// [`ConnectError`] names the setting to change.
    pub async fn connect(config: Config, clock: Arc<dyn Clock>, stop: Stop) -> Result<Self, ConnectError> {
        let resolved = resolve(&config).await?;
        let chosen = config.proxy.clone().or_else(|| resolved.proxy.clone());
        let tunnel = tunnel(&Proxy::or_env(chosen, &config.env), &resolved.config.cluster_url)?;
        let wire = Arc::new(Wire::new(resolved.config.clone(), tunnel, config.timeout)?);
        Ok(Self::of(resolved, Arc::clone(&wire) as _, Some(wire), &config, clock, stop))
    }

    /// The same over an [`Http`] of one's own; certificates, proxy and time-out are its business.
    ///
    /// # Errors
    /// [`ConnectError`] names the setting to change.
    pub async fn over(
        http: Arc<dyn Http>,
        config: Config,
        clock: Arc<dyn Clock>,
        stop: Stop,
    ) -> Result<Self, ConnectError> {
        let resolved = resolve(&config).await?;
        Ok(Self::of(resolved, http, None, &config, clock, stop))
    }

    fn of(
        resolved: Resolved,
        http: Arc<dyn Http>,
        wire: Option<Arc<Wire>>,
        settings: &Config,
        clock: Arc<dyn Clock>,
        stop: Stop,
    ) -> Self {
        let Resolved { config, identity, headers, .. } = resolved;
        let Source { provide, renewable } = match identity {
            Who::Known(source) => source,
            Who::Exec(exec) => Source { provide: Arc::new(exec.on(wire)), renewable: true },
        };
        let (address, namespace) = (config.cluster_url, config.default_namespace);
        let credential = Cached::new(provide, Arc::clone(&clock));
        let target = Cluster { address: address.clone(), headers, credential, renewable };
        let usual = Policy::default();
        let policy = Policy { attempts: settings.max_attempts.unwrap_or(usual.attempts), ..usual };
        let calls = crate::Client::new(http, clock, Arc::new(target), stop).with_policy(policy);
        Self { calls, address, namespace }
    }

    /// The same client for an operation that is told to stop by `stop`: it shares credentials, connections and budget.
    #[must_use]
    pub fn with_stop(&self, stop: Stop) -> Self {
        Self { calls: self.calls.with_stop(stop), ..self.clone() }
    }

    /// The same client with waits drawn from `seed`; see [`crate::Client::with_seed`].
    #[must_use]
    pub fn with_seed(&self, seed: u64) -> Self {
        Self { calls: self.calls.clone().with_seed(seed), ..self.clone() }
    }

    /// Where the server is.
    #[must_use]
    pub const fn address(&self) -> &Uri {
        &self.address
    }

    /// The namespace of the context or of the pod; `default` if neither names one.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
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
        write!(f, "Client(Kubernetes at {})", self.address)
    }
}
