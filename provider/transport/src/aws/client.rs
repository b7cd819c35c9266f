//! Calls to AWS, ready to make.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use kgas_api::Call;

use crate::rest::Token;
use crate::{
    Cached, CallError, Clock, Env, Http, Network, Policy, Provide, Proxy, ReqwestHttp, Roots, Stop, TargetError,
    Unavailable,
};

use super::chain::{self, Sdk};
use super::{Aws, Config, ConnectError, KubeToken};

/// One account in one region. Clones share everything.
#[derive(Clone)]
pub struct Client {
    calls: crate::Client,
    aws: Arc<Aws>,
}

impl Client {
    /// Reads the settings, the environment and the shared files. Asks for no credentials before the first call.
    ///
    /// # Errors
    /// [`ConnectError`] names the setting to change.
    pub async fn connect(config: Config, clock: Arc<dyn Clock>, stop: Stop) -> Result<Self, ConnectError> {
        let env = Env::process();
        let roots = match (&config.ca_certificate_file, env.get("AWS_CA_BUNDLE")) {
            (Some(path), _) => Roots::with_bundle(path, "`ca_certificate_file`")?,
            (None, Some(path)) => Roots::with_bundle(path.as_ref(), "AWS_CA_BUNDLE")?,
            (None, None) => Roots::Platform,
        };
        let proxy = Proxy::or_env(config.proxy.clone(), &env);
        let http = ReqwestHttp::new(&Network { roots, proxy, ..Network::default() })?;
        Self::over(Arc::new(http), config, clock, stop).await
    }

    /// The same over an [`Http`] of one's own; `ca_certificate_file` and `proxy` are its business.
    ///
    /// # Errors
    /// [`ConnectError`] names the setting to change.
    pub async fn over(
        http: Arc<dyn Http>,
        config: Config,
        clock: Arc<dyn Clock>,
        stop: Stop,
    ) -> Result<Self, ConnectError> {
        let found = Box::pin(chain::find(&config, Sdk::new(Arc::clone(&http), Arc::clone(&clock)))).await?;
        let credentials = Arc::new(Cached::new(found.credentials, Arc::clone(&clock)));
        let aws = Arc::new(Aws::new(credentials, found.region, found.endpoints));
        let usual = Policy::default();
        let policy = Policy { attempts: config.max_attempts.unwrap_or(usual.attempts), ..usual };
        let calls = crate::Client::new(http, clock, Arc::clone(&aws) as _, stop).with_policy(policy);
        Ok(Self { calls, aws })
    }

    /// The same client for an operation that is told to stop by `stop`: it shares credentials, connections and budget.
    #[must_use]
    pub fn with_stop(&self, stop: Stop) -> Self {
        Self { calls: self.calls.with_stop(stop), aws: Arc::clone(&self.aws) }
    }

    /// The same client with waits drawn from `seed`; see [`crate::Client::with_seed`].
    #[must_use]
    pub fn with_seed(&self, seed: u64) -> Self {
        Self { calls: self.calls.clone().with_seed(seed), aws: Arc::clone(&self.aws) }
    }

    /// The region calls go to.
    #[must_use]
    pub fn region(&self) -> &str {
        self.aws.region()
    }

    /// A token for an EKS cluster's API server. Nothing is sent but what it takes to get credentials.
    ///
    /// * `cluster`: the cluster's name.
    ///
    /// # Errors
    /// [`TargetError`] if there is no identity, or no cluster can have this name.
    pub async fn kube_token(&self, cluster: &str) -> Result<KubeToken, TargetError> {
        self.aws.kube_token(cluster, self.calls.service_time()).await
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

/// The token of one EKS cluster as [`rest::Auth::Token`](crate::rest::Auth::Token), replaced before it expires.
#[derive(Debug, Clone)]
pub struct ClusterTokens {
    /// Makes them.
    pub aws: Client,
    /// The cluster's name.
    pub cluster: String,
}

#[async_trait]
impl Provide<Token> for ClusterTokens {
    async fn provide(&self) -> Result<Token, Unavailable> {
        let made = self.aws.kube_token(&self.cluster).await.map_err(|err| Unavailable(err.0))?;
        Ok(Token { secret: made.token, expires_at: Some(made.expires_at) })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.region())
    }
}
