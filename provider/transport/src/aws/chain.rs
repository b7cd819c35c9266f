//! Region, addresses and credentials as AWS's own tools find them.
//!
//! Source: <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>.

use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_async::rt::sleep::TokioSleep;
use kgas_api::Service;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

pub(super) use super::sdk::Sdk;
use super::{AssumeRole, Config, ConnectError, Endpoints, StaticKeys};
use crate::{Provide, Unavailable};

/// AWS's libraries change their defaults by date; these are the ones this file was written for.
const BEHAVIOR: fn() -> BehaviorVersion = BehaviorVersion::v2026_01_12;

/// What there is to know before the first call.
pub(super) struct Found {
    pub(super) region: String,
    pub(super) endpoints: Endpoints,
    pub(super) credentials: Arc<dyn Provide<Credentials>>,
}

/// Looks through settings, environment and shared files. What AWS's libraries log on the way is dropped: it may hold
/// what they read.
pub(super) async fn find(config: &Config, sdk: Sdk) -> Result<Found, ConnectError> {
    look(config, sdk).with_subscriber(NoSubscriber::default()).await
}

async fn look(config: &Config, sdk: Sdk) -> Result<Found, ConnectError> {
    let found = load(config, sdk).await;
    let region = found
        .region()
        .map(ToString::to_string)
        .ok_or_else(|| ConnectError::NoRegion { profile: config.profile.clone() })?;
    let endpoints = config.endpoints.clone().or_found(&found)?;
    // Before the first call rather than in each one.
    let sts = endpoints.resolve(Service::AwsSts, &region)?;
    let found = if endpoints.is_own(Service::AwsSts) {
        found.into_builder().endpoint_url(sts.base.to_string().trim_end_matches('/')).build()
    } else {
        found
    };
    let base = found.credentials_provider().ok_or_else(|| Unavailable("there are no credentials".to_owned()))?;
    let provider = match &config.assume_role {
        Some(role) => SharedCredentialsProvider::new(assume(role, &found).await),
        None => base,
    };
    Ok(Found { region, endpoints, credentials: Arc::new(Chain(provider)) })
}

async fn load(config: &Config, sdk: Sdk) -> SdkConfig {
    let files = files(config);
    let mut loader = aws_config::defaults(BEHAVIOR())
        .http_client(sdk.clone())
        .time_source(sdk.clone())
        .sleep_impl(TokioSleep::new())
        .profile_files(files.clone());
    if let Some(region) = &config.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &config.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(keys) = &config.keys {
        loader = loader.credentials_provider(written(keys));
    }
    let found = loader.load().await;
    match &config.profile {
        // The libraries' chain would look at the environment first, profile or not.
        Some(profile) if config.keys.is_none() => {
            let base = ProviderConfig::without_region()
                .with_http_client(sdk.clone())
                .with_time_source(sdk)
                .with_sleep_impl(TokioSleep::new())
                .with_use_fips(found.use_fips())
                .with_use_dual_stack(found.use_dual_stack())
                .with_region(found.region().cloned());
            let source = ProfileFileCredentialsProvider::builder().configure(&base);
            let source = source.profile_files(files).profile_name(profile).build();
            found.into_builder().credentials_provider(SharedCredentialsProvider::new(source)).build()
        }
        _ => found,
    }
}

fn files(config: &Config) -> EnvConfigFiles {
    let mut files = EnvConfigFiles::builder();
    for (kind, paths) in [
        (EnvConfigFileKind::Config, &config.shared_config_files),
        (EnvConfigFileKind::Credentials, &config.shared_credentials_files),
    ] {
        for path in paths {
            files = files.with_file(kind, path);
        }
    }
    files
        .include_default_config_file(config.shared_config_files.is_empty())
        .include_default_credentials_file(config.shared_credentials_files.is_empty())
        .build()
}

fn written(keys: &StaticKeys) -> Credentials {
    let token = keys.token.as_ref().map(|token| token.expose().clone());
    Credentials::new(&keys.access_key, keys.secret_key.expose(), token, None, "configuration")
}

async fn assume(role: &AssumeRole, found: &SdkConfig) -> AssumeRoleProvider {
    let session = role.session_name.as_deref().unwrap_or("terraform-provider-kgas");
    let mut provider = AssumeRoleProvider::builder(&role.role_arn).session_name(session).configure(found);
    if let Some(id) = &role.external_id {
        provider = provider.external_id(id);
    }
    if let Some(duration) = role.duration {
        provider = provider.session_length(duration);
    }
    if let Some(policy) = &role.policy {
        provider = provider.policy(policy);
    }
    provider.build().await
}

/// Credentials from AWS's libraries.
#[derive(Debug)]
struct Chain(SharedCredentialsProvider);

#[async_trait]
impl Provide<Credentials> for Chain {
    async fn provide(&self) -> Result<Credentials, Unavailable> {
        let found = self.0.provide_credentials().with_subscriber(NoSubscriber::default()).await;
        found.map_err(|err| Unavailable(explain(&err)))
    }
}

fn explain(err: &dyn Error) -> String {
    let causes: Vec<_> = std::iter::successors(Some(err), |err| (*err).source()).map(ToString::to_string).collect();
    format!(
        "no AWS credentials were found ({}); set `access_key` and `secret_key`, AWS_PROFILE or the \
         variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run this where a role is attached",
        causes.join(": ")
    )
}
