//! What each call of the protocol means, in values: between the wire (`server`) and what a provider offers.
//!
//! Nothing here fails as a call: an answer carries diagnostics, and whatever state is true beside them.

mod apply;
mod configure;
mod data_source;
mod ephemeral;
mod function;
mod import;
mod moved;
mod plan;
mod read;
mod upgrade;
mod validate;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::erased::{AnyClient, AnyDataSource, AnyEphemeral, AnyFunction, AnyProvider, AnyResource, Typed};
use crate::provider::Provider;
use crate::rules::Violation;
use crate::schema::{Attribute, Schema};
use crate::stop::Stopper;
use crate::value::{Type, Value};

pub(crate) use apply::ApplyRequest;
pub(crate) use plan::{PlanAnswer, PlanRequest};
pub(crate) use validate::Capabilities;

/// Something offered, with its schema and the type of its values computed once.
pub(crate) struct Offered<T: ?Sized> {
    pub(crate) thing: Arc<T>,
    pub(crate) schema: Schema,
    pub(crate) ty: Type,
}

/// A resource's state after a call, with what goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateAnswer {
    pub(crate) state: Value,
    pub(crate) private: Vec<u8>,
    /// What names the object for ever; null when the resource has no identity, or no state.
    pub(crate) identity: Value,
    pub(crate) diagnostics: Diagnostics,
}

/// A provider as the protocol sees it: one for the life of the process.
pub(crate) struct Plugin {
    pub(crate) provider: Offered<dyn AnyProvider>,
    pub(crate) resources: BTreeMap<&'static str, Offered<dyn AnyResource>>,
    pub(crate) data_sources: BTreeMap<&'static str, Offered<dyn AnyDataSource>>,
    pub(crate) ephemerals: BTreeMap<&'static str, Offered<dyn AnyEphemeral>>,
    pub(crate) functions: BTreeMap<&'static str, Arc<dyn AnyFunction>>,
    client: RwLock<Option<AnyClient>>,
    pub(crate) stopper: Stopper,
}

impl Plugin {
    /// The plugin of `provider`.
    ///
    /// # Panics
    /// With debug assertions: Terraform would refuse a schema. Every test that runs the provider finds it.
    pub(crate) fn new(provider: impl Provider) -> Self {
        let offers = provider.offers();
        let provider: Arc<dyn AnyProvider> = Arc::new(Typed(provider));
        Self {
            provider: offered("the provider", provider.schema(), provider),
            resources: by_name(offers.resources, |one| (one.type_name(), one.schema())),
            data_sources: by_name(offers.data_sources, |one| (one.type_name(), one.schema())),
            ephemerals: by_name(offers.ephemerals, |one| (one.type_name(), one.schema())),
            functions: offers.functions.into_iter().map(|one| (one.name(), one)).collect(),
            client: RwLock::default(),
            stopper: Stopper::default(),
        }
    }

    fn set_client(&self, client: AnyClient) {
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = Some(client);
    }

    /// The configured client, when there is one.
    fn client(&self) -> Option<AnyClient> {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The configured client, or what to tell.
    fn needed_client(&self) -> Result<AnyClient, Diagnostic> {
        self.client().ok_or_else(|| Diagnostic::bug("An operation was asked for before the provider was configured."))
    }

    pub(crate) fn resource(&self, type_name: &str) -> Result<&Offered<dyn AnyResource>, Diagnostic> {
        find(&self.resources, "resource", type_name)
    }

    pub(crate) fn data_source(&self, type_name: &str) -> Result<&Offered<dyn AnyDataSource>, Diagnostic> {
        find(&self.data_sources, "data source", type_name)
    }

    pub(crate) fn ephemeral(&self, type_name: &str) -> Result<&Offered<dyn AnyEphemeral>, Diagnostic> {
        find(&self.ephemerals, "ephemeral resource", type_name)
    }

    /// The attributes of a resource's identity; none when it has no identity.
    pub(crate) fn identity_attributes(&self, type_name: &str) -> Vec<Attribute> {
        self.resources.get(type_name).map(|offered| offered.thing.identity_attributes()).unwrap_or_default()
    }
}

fn offered<T: ?Sized>(name: &str, schema: Schema, thing: Arc<T>) -> Offered<T> {
    if cfg!(debug_assertions) {
        let refused = schema.refused();
        assert!(refused.is_empty(), "Terraform refuses the schema of {name}: {}", refused.join("; "));
    }
    Offered { thing, ty: schema.ty(), schema }
}

fn by_name<T: ?Sized>(
    things: Vec<Arc<T>>,
    describe: impl Fn(&T) -> (&'static str, Schema),
) -> BTreeMap<&'static str, Offered<T>> {
    let named = |thing: Arc<T>| {
        let (name, schema) = describe(&thing);
        (name, offered(name, schema, thing))
    };
    things.into_iter().map(named).collect()
}

fn find<'a, T>(all: &'a BTreeMap<&'static str, T>, what: &str, name: &str) -> Result<&'a T, Diagnostic> {
    all.get(name).ok_or_else(|| {
        let offered: Vec<_> = all.keys().copied().collect();
        Diagnostic::error(format!("No such {what} in this provider"))
            .detail(format!("{name:?} was asked for. This version of the provider offers {}.", offered.join(", ")))
            .next_step("Check the spelling and the provider's version.")
    })
}

/// A rule that an answer of ours breaks: Terraform would refuse it with fewer words.
fn broken(violations: Vec<Violation>) -> impl Iterator<Item = Diagnostic> {
    violations.into_iter().map(|broken| {
        let text = format!("An answer breaks rule {} of the plugin protocol: {}", broken.rule, broken.text);
        Diagnostic::bug(text).at(broken.path)
    })
}
