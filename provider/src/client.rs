//! What the provider block becomes: the owner, and a connection to each region that is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use kgas_api::Service;
use kgas_engine::PollScale;
use kgas_transport::aws::{AssumeRole, Client as AwsClient, Config as AwsConfig, Endpoints, SERVICES, StaticKeys};
use kgas_transport::kubernetes::{Client as Kubernetes, Config as KubernetesConfig, ConnectError};
use kgas_transport::rest::{Client as RestClient, Config as RestConfig};
use kgas_transport::{Clock, Env, Http, Proxy, Secret, Stop, StopSignal, SystemClock, parse_address};
use tfplugin_rs::{Diagnostic, Diagnostics};
use tokio::sync::Mutex;

use crate::claims::Claims;
use crate::config::{Aws, Config};
use crate::reached::Reached;

/// What every operation needs.
pub struct Client {
    pub(crate) owner: String,
    pub(crate) default_tags: BTreeMap<String, String>,
    pub(crate) ignored_tag_prefixes: BTreeSet<String>,
    pub(crate) poll_scale: PollScale,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) claims: Claims,
    aws: Aws,
    endpoints: Endpoints,
    http: Option<Arc<dyn Http>>,
    regions: Mutex<BTreeMap<String, AwsClient>>,
    /// Clusters that were reached already.
    pub(crate) kubernetes: Reached,
}

impl Client {
    /// The client of a configuration. Nothing is sent.
    ///
    /// # Errors
    /// What in the configuration cannot be used.
    pub fn new(config: Config) -> Result<Self, Diagnostics> {
        // For suites against clouds that are faster than the real ones: thousandths of each pause.
        let scale = Env::process().get("KGAS_POLL_SCALE").and_then(|scale| scale.parse().ok());
        let poll_scale = scale.map_or_else(PollScale::default, PollScale);
        Self::made(config, poll_scale, None, Arc::new(SystemClock::new()))
    }

    /// The same over an [`Http`] and a [`Clock`] of one's own, with pauses as long as against a real cloud and waits that are
    /// the same in every run.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn over(config: Config, http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Result<Self, Diagnostics> {
        Self::made(config, PollScale::default(), Some(http), clock)
    }

    fn made(
        config: Config,
        poll_scale: PollScale,
        http: Option<Arc<dyn Http>>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Diagnostics> {
        let aws = config.aws.unwrap_or_default();
        let endpoints = endpoints(&aws)?;
        Ok(Self {
            owner: config.owner,
            default_tags: config.default_tags,
            ignored_tag_prefixes: config.ignored_tag_prefixes,
            poll_scale,
            clock,
            claims: Claims::default(),
            aws,
            endpoints,
            http,
            regions: Mutex::default(),
            kubernetes: Reached::default(),
        })
    }

    /// Calls to AWS in a region, until `stop` says otherwise.
    ///
    /// # Errors
    /// Why there can be none.
    pub(crate) async fn aws(&self, region: &str, stop: &tfplugin_rs::Stop) -> Result<AwsClient, Diagnostic> {
        let mut regions = self.regions.lock().await;
        let client = if let Some(client) = regions.get(region) {
            client.clone()
        } else {
            let (config, clock) = (self.aws_config(region), Arc::clone(&self.clock));
            let connected = match &self.http {
                None => AwsClient::connect(config, clock, Stop::new()).await,
                Some(http) => {
                    let over = AwsClient::over(Arc::clone(http), config, clock, Stop::new()).await;
                    over.map(|client| client.with_seed(0))
                }
            };
            let client = connected.map_err(|err| {
                Diagnostic::error("No connection to AWS")
                    .detail(format!("The provider cannot make calls to {region}: {err}. Nothing was sent."))
                    .next_step("Correct the provider's `aws` block, or the environment it leaves the setting to.")
            })?;
            regions.insert(region.to_owned(), client.clone());
            client
        };
        drop(regions);
        Ok(client.with_stop(heard(stop)))
    }

    /// Calls to a Kubernetes API. What stops them is for each operation to say.
    ///
    /// # Errors
    /// What of the way to it cannot be used.
    pub(crate) async fn reach(&self, config: KubernetesConfig) -> Result<Kubernetes, ConnectError> {
        let clock = Arc::clone(&self.clock);
        match &self.http {
            None => Kubernetes::connect(config, clock, Stop::new()).await,
            Some(http) => {
                let over = Kubernetes::over(Arc::clone(http), config, clock, Stop::new()).await;
                over.map(|client| client.with_seed(0))
            }
        }
    }

    /// Calls to a Prometheus, until `stop` says otherwise.
    ///
    /// # Errors
    /// What of it cannot be used.
    pub(crate) fn prometheus(&self, config: RestConfig, stop: &tfplugin_rs::Stop) -> Result<RestClient, String> {
        let clock = Arc::clone(&self.clock);
        let client = match &self.http {
            None => RestClient::connect(config, clock, heard(stop)),
            Some(http) => RestClient::over(Arc::clone(http), config, clock, heard(stop)),
        };
        client.map_err(|err| err.to_string())
    }

    fn aws_config(&self, region: &str) -> AwsConfig {
        let aws = &self.aws;
        let keys = match (&aws.access_key, &aws.secret_key) {
            (Some(access_key), Some(secret_key)) => Some(StaticKeys {
                access_key: access_key.clone(),
                secret_key: Secret::new(secret_key.clone()),
                token: aws.token.clone().map(Secret::new),
            }),
            _ => None,
        };
        AwsConfig {
            region: Some(region.to_owned()),
            profile: aws.profile.clone(),
            keys,
            assume_role: aws.assume_role.as_ref().map(|role| AssumeRole {
                role_arn: role.role_arn.clone(),
                session_name: Some(role.session_name.clone()),
                external_id: role.external_id.clone(),
                ..AssumeRole::default()
            }),
            endpoints: self.endpoints.clone(),
            ca_certificate_file: aws.ca_certificate_file.as_ref().map(PathBuf::from),
            proxy: aws.proxy.clone().map(|address| Proxy::through(Secret::new(address), "")),
            ..AwsConfig::default()
        }
    }
}

/// Addresses by service, or what is wrong with them.
fn endpoints(aws: &Aws) -> Result<Endpoints, Diagnostics> {
    let mut endpoints = Endpoints::default();
    let mut told = Diagnostics::none();
    let mut parsed = |text: &str, path: tfplugin_rs::Path| match parse_address(text, &format!("`{path}`")) {
        Ok(uri) => Some(uri),
        Err(err) => {
            told.push(Diagnostic::error("Invalid endpoint").at(path).detail(format!("{err}.")));
            None
        }
    };
    if let Some(all) = &aws.endpoint {
        endpoints.all = parsed(all, "aws.endpoint".into());
    }
    for (name, address) in &aws.endpoints {
        let path = tfplugin_rs::Path::from("aws.endpoints").key(name);
        if let (Some(service), Some(uri)) = (service(name), parsed(address, path)) {
            endpoints.services.insert(service, uri);
        }
    }
    if told.has_error() { Err(told) } else { Ok(endpoints) }
}

/// A service by its name in `aws.endpoints`.
pub(crate) fn service(name: &str) -> Option<Service> {
    SERVICES.iter().find(|(known, _)| *known == name).map(|(_, service)| *service)
}

/// Terraform's stop, as calls hear it.
pub(crate) fn heard(stop: &tfplugin_rs::Stop) -> Stop {
    Stop::on(Heard(stop.clone()))
}

struct Heard(tfplugin_rs::Stop);

#[async_trait]
impl StopSignal for Heard {
    fn is_requested(&self) -> bool {
        self.0.is_requested()
    }

    async fn requested(&self) {
        self.0.requested().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(endpoint: Option<&str>, endpoints: &[(&str, &str)]) -> Aws {
        let endpoints = endpoints.iter().map(|(name, address)| ((*name).to_owned(), (*address).to_owned())).collect();
        Aws { endpoint: endpoint.map(str::to_owned), endpoints, ..Aws::default() }
    }

    #[test]
    fn addresses_are_read_by_every_services_name() {
        let addresses = SERVICES.map(|(name, _)| (name, "https://private.internal"));
        let read = endpoints(&named(Some("http://127.0.0.1:1"), &addresses)).unwrap();
        assert_eq!(read.all, Some("http://127.0.0.1:1".parse().unwrap()));
        assert_eq!(read.services.into_keys().collect::<Vec<_>>(), SERVICES.map(|(_, service)| service));
    }

    #[test]
    fn each_address_that_cannot_be_used_is_named_with_its_path() {
        let aws = named(Some("ftp://a"), &[("logs", "http://logs.internal"), ("eks", "https://eks.internal")]);
        let told = endpoints(&aws).unwrap_err();
        let said: Vec<_> = told.iter().map(|one| format!("{one:?}")).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("`aws.endpoint`") && said[0].contains("it is not https"), "{}", said[0]);
        assert!(said[1].contains("aws.endpoints[") && said[1].contains("would show the credentials"), "{}", said[1]);
    }
}
