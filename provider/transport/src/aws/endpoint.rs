//! Where a service answers and what its signatures name.
//!
//! Source: <https://docs.aws.amazon.com/general/latest/gr/rande.html> and each service's page below it.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;
use http::Uri;
use http::uri::Scheme;
use kgas_api::Service;

use crate::AddressError;
use crate::address::parse;

use super::partition::Partition;
use super::service::{SERVICES, id, signing_name};

/// Addresses other than AWS's own, and which of AWS's.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    /// By service: for a test, a private endpoint or another implementation.
    pub services: BTreeMap<Service, Uri>,
    /// For every service that is not named.
    pub all: Option<Uri>,
    /// Addresses with FIPS 140 validated cryptography.
    pub fips: bool,
    /// Addresses that answer over IPv6 too.
    pub dual_stack: bool,
}

/// Where to send and how to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Scheme, host, and a path that goes before the request's.
    pub base: Uri,
    /// The region in the signature.
    pub signing_region: String,
    /// The service in the signature.
    pub signing_name: &'static str,
}

/// Why there is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not a region's name, or that of a region whose addresses are not public.
    #[error("{0:?} is not the name of a public AWS region; set `region` to one, such as eu-west-1, or set `endpoints`")]
    Region(String),
    /// There is no such address.
    #[error("AWS offers no FIPS addresses in {0}; unset `use_fips` or AWS_USE_FIPS_ENDPOINT")]
    NoFips(String),
    /// An address that cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
}

impl Endpoints {
    /// Fills what the configuration leaves out from `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`,
    /// `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT` and the profile's settings of the same meaning.
    pub(super) fn or_found(mut self, found: &SdkConfig) -> Result<Self, EndpointError> {
        if self.all.is_none() {
            for (_, service) in SERVICES {
                let id = id(service);
                let own = found.service_config().and_then(|config| config.load_config(key(id)?));
                let setting = format!("AWS_ENDPOINT_URL_{}", id.to_uppercase());
                if let (Some(uri), false) = (own, self.services.contains_key(&service)) {
                    self.services.insert(service, parse(&uri, &setting)?);
                }
            }
            self.all = found.endpoint_url().map(|uri| parse(uri, "AWS_ENDPOINT_URL")).transpose()?;
        }
        self.fips |= found.use_fips().unwrap_or(false);
        self.dual_stack |= found.use_dual_stack().unwrap_or(false);
        Ok(self)
    }

    /// Whether a service's address is not AWS's.
    pub(super) fn is_own(&self, service: Service) -> bool {
        self.all.is_some() || self.services.contains_key(&service)
    }

    /// The address of a service for a region.
    ///
    /// # Errors
    /// [`EndpointError`] if the region is not one or has no such address.
    pub fn resolve(&self, service: Service, region: &str) -> Result<Endpoint, EndpointError> {
        let unknown = || EndpointError::Region(region.to_owned());
        let place = Partition::of(region);
        let signing_region = match (service, place) {
            (Service::AwsIam, Some(place)) => place.iam_region(),
            _ => region,
        };
        let base = match (self.services.get(&service).or(self.all.as_ref()), place) {
            (Some(base), _) => base.clone(),
            (None, None) => return Err(unknown()),
            (None, Some(Partition::China)) if self.fips => return Err(EndpointError::NoFips(region.to_owned())),
            (None, Some(place)) => {
                let host = place.host(service, region, self.fips, self.dual_stack);
                let parts = Uri::builder().scheme(Scheme::HTTPS).authority(host).path_and_query("/");
                parts.build().map_err(|_| unknown())?
            }
        };
        Ok(Endpoint { base, signing_region: signing_region.to_owned(), signing_name: signing_name(service) })
    }
}

fn key(id: &str) -> Option<ServiceConfigKey<'_>> {
    ServiceConfigKey::builder().service_id(id).profile("endpoint_url").env("AWS_ENDPOINT_URL").build().ok()
}

#[cfg(test)]
mod tests;
