//! The state, and the calls that every operation is made of.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::{Stored, config};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::erased::AnyResource;
use crate::plugin::{Capabilities, Offered, Plugin};
use crate::provider::Provider;
use crate::stop::Stopper;
use crate::value::{Type, Value, decode, encode};

/// A provider, driven as Terraform drives it, and the state it leaves. Resources have addresses such as `"kgas_cluster.prod"`.
///
/// An operation fails with diagnostics, the provider's own or Terraform's; the state is then what Terraform would keep.
pub struct Core {
    pub(super) plugin: Arc<Plugin>,
    pub(super) stored: BTreeMap<String, Stored>,
}

impl Core {
    /// A provider that is configured, and an empty state.
    ///
    /// # Errors
    /// The configuration is refused.
    pub async fn new(provider: impl Provider, config: &Json) -> Result<Self, Diagnostics> {
        let core = Self::unconfigured(provider);
        let offered = &core.plugin.provider;
        let value = wire(&config::read(&offered.schema, config)?, &offered.ty)?;
        no_error(core.plugin.validate_provider(&value))?;
        no_error(core.plugin.configure(&value, "1.11.4").await)?;
        Ok(core)
    }

    /// A provider that is not configured: enough to validate and to call functions.
    pub fn unconfigured(provider: impl Provider) -> Self {
        Self { plugin: Arc::new(Plugin::new(provider)), stored: BTreeMap::new() }
    }

    /// What asks running operations to stop, as ^C does.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.plugin.stopper.clone()
    }

    /// What is kept of a resource.
    #[must_use]
    pub fn stored(&self, address: &str) -> Option<&Stored> {
        self.stored.get(address)
    }

    /// Puts a resource into the state, as an earlier run would have left it.
    pub fn store(&mut self, address: &str, stored: Stored) {
        self.stored.insert(address.to_owned(), stored);
    }

    /// What `terraform validate` says of a resource's configuration: errors and warnings.
    #[must_use]
    pub fn validate(&self, address: &str, config: &Json) -> Diagnostics {
        match self.validated(address, config) {
            Ok((_, told)) | Err(told) => told,
        }
    }

    /// The configuration's value, and the warnings about it.
    pub(super) fn validated(&self, address: &str, config: &Json) -> Result<(Value, Diagnostics), Diagnostics> {
        let offered = self.offered(address)?;
        let value = wire(&config::read(&offered.schema, config)?, &offered.ty)?;
        let told = self.plugin.validate_resource(type_of(address), &value, Capabilities { write_only: true });
        Ok((value, no_error(told)?))
    }

    pub(super) fn offered(&self, address: &str) -> Result<&Offered<dyn AnyResource>, Diagnostics> {
        Ok(self.plugin.resource(type_of(address))?)
    }
}

/// The type in an address.
pub(super) fn type_of(address: &str) -> &str {
    address.split_once('.').map_or(address, |(ty, _)| ty)
}

/// The same value after a journey through the codec.
pub(super) fn wire(value: &Value, ty: &Type) -> Result<Value, Diagnostics> {
    decode(&encode(value), ty)
        .map_err(|err| Diagnostic::bug(format!("A value does not travel as its type: {err}")).into())
}

/// What is told, when none of it is an error.
pub(super) fn no_error(told: Diagnostics) -> Result<Diagnostics, Diagnostics> {
    if told.has_error() { Err(told) } else { Ok(told) }
}
