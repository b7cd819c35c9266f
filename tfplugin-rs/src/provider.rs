//! A provider: its configuration, and what it offers.

use std::future::Future;

use crate::data_source::DataSource;
use crate::diagnostic::Diagnostics;
use crate::ephemeral::Ephemeral;
use crate::erased::{AnyDataSource, AnyEphemeral, AnyFunction, AnyResource, Typed};
use crate::field::{Model, Problems};
use crate::function::Function;
use crate::resource::Resource;
use crate::stop::Stop;
use crate::view::View;

/// What configuring is given.
#[derive(Debug)]
pub struct Configure<'a> {
    /// The provider block. Parts of it may be unknown while planning.
    pub config: View<'a>,
    /// Version of Terraform, for the user agent.
    pub terraform_version: &'a str,
    /// Whether the user asked to stop.
    pub stop: Stop,
}

/// A provider.
pub trait Provider: Send + Sync + 'static {
    /// Its configuration's attributes.
    type Config: Model + Send + Sync;
    /// What the configuration becomes: what every operation needs.
    type Client: Send + Sync + 'static;

    /// What is wrong with the configuration beyond what the schema says. Called with unknowns.
    ///
    /// # Errors
    /// The configuration does not read as asked.
    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        let _ = config;
        Ok(Diagnostics::none())
    }

    /// Makes the client, with warnings. No network is needed here: an error is told by the operation that meets it.
    ///
    /// # Errors
    /// Why there can be no client.
    fn configure(
        &self,
        request: Configure<'_>,
    ) -> impl Future<Output = Result<(Self::Client, Diagnostics), Diagnostics>> + Send;

    /// What it offers.
    fn offers(&self) -> Offers<Self::Client>;
}

/// What a provider offers.
pub struct Offers<C> {
    pub(crate) resources: Vec<Box<dyn AnyResource>>,
    pub(crate) data_sources: Vec<Box<dyn AnyDataSource>>,
    pub(crate) ephemerals: Vec<Box<dyn AnyEphemeral>>,
    pub(crate) functions: Vec<Box<dyn AnyFunction>>,
    client: std::marker::PhantomData<fn(C)>,
}

impl<C> Default for Offers<C> {
    fn default() -> Self {
        Self {
            resources: Vec::new(),
            data_sources: Vec::new(),
            ephemerals: Vec::new(),
            functions: Vec::new(),
            client: std::marker::PhantomData,
        }
    }
}

impl<C> Offers<C> {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// And this resource.
    #[must_use]
    pub fn resource(mut self, resource: impl Resource<Client = C>) -> Self {
        self.resources.push(Box::new(Typed(resource)));
        self
    }

    /// And this data source.
    #[must_use]
    pub fn data_source(mut self, data_source: impl DataSource<Client = C>) -> Self {
        self.data_sources.push(Box::new(Typed(data_source)));
        self
    }

    /// And this ephemeral resource.
    #[must_use]
    pub fn ephemeral(mut self, ephemeral: impl Ephemeral<Client = C>) -> Self {
        self.ephemerals.push(Box::new(Typed(ephemeral)));
        self
    }

    /// And this function.
    #[must_use]
    pub fn function(mut self, function: impl Function) -> Self {
        self.functions.push(Box::new(Typed(function)));
        self
    }
}
