//! What the user says about AWS.

use std::path::PathBuf;
use std::time::Duration;

use crate::{NetworkError, Proxy, Secret, Unavailable};

use super::{EndpointError, Endpoints};

/// Settings. What is left out comes from the environment and the shared files, as with AWS's own tools.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Region, such as `eu-west-1`. Otherwise `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's, the machine's.
    pub region: Option<String>,
    /// Profile in the shared files. One that is named here goes before credentials in the environment.
    pub profile: Option<String>,
    /// Keys written down. They go before everything else.
    pub keys: Option<StaticKeys>,
    /// A role to take on with the identity found.
    pub assume_role: Option<AssumeRole>,
    /// Files read instead of `~/.aws/config` and `AWS_CONFIG_FILE`.
    pub shared_config_files: Vec<PathBuf>,
    /// Files read instead of `~/.aws/credentials` and `AWS_SHARED_CREDENTIALS_FILE`.
    pub shared_credentials_files: Vec<PathBuf>,
    /// Addresses other than AWS's own.
    pub endpoints: Endpoints,
    /// PEM file of certificate authorities believed besides the machine's. Otherwise `AWS_CA_BUNDLE`.
    pub ca_certificate_file: Option<PathBuf>,
    /// Proxy. Otherwise `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
    pub proxy: Option<Proxy>,
    /// Most times one request is sent; it is sent once at least. Otherwise 25.
    pub max_attempts: Option<u32>,
}

/// An access key.
#[derive(Debug, Clone)]
pub struct StaticKeys {
    /// `AKIA...` or `ASIA...`.
    pub access_key: String,
    /// Its secret.
    pub secret_key: Secret<String>,
    /// Goes with temporary keys.
    pub token: Option<Secret<String>>,
}

/// A role to take on.
/// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>.
#[derive(Debug, Clone, Default)]
pub struct AssumeRole {
    /// ARN of the role.
    pub role_arn: String,
    /// Name that appears in the audit log. Otherwise `terraform-provider-kgas`.
    pub session_name: Option<String>,
    /// What the role's owner asks of third parties.
    pub external_id: Option<String>,
    /// How long the credentials are good for, 15 minutes to 12 hours. Otherwise an hour.
    pub duration: Option<Duration>,
    /// A policy in JSON that narrows the role's.
    pub policy: Option<String>,
}

/// Why there is no client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// There is no region anywhere.
    #[error("no AWS region was found; set `region`, the variable AWS_REGION, or a region in {}", profile.as_ref()
        .map_or_else(|| "the profile".to_owned(), |name| format!("the profile {name:?}, if there is one of this name")))]
    NoRegion {
        /// The profile that was looked for.
        profile: Option<String>,
    },
    /// A region or an address that cannot be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// Certificates or a proxy that cannot be used.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The first look for credentials found none.
    #[error(transparent)]
    Credentials(#[from] Unavailable),
}
