//! A provider: its configuration, and what it offers.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::data_source::DataSource;
use crate::diagnostic::Diagnostics;
use crate::ephemeral::Ephemeral;
use crate::erased::{AnyDataSource, AnyEphemeral, AnyFunction, AnyResource, Computed, Typed};
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
    /// Its address, as in `registry.terraform.io/acme/cloud`. Every line of the log says it, and its last part names the
    /// variable that sets the level of this provider's log alone: `TF_LOG_PROVIDER_CLOUD`. Without it, the program's name does.
    const ADDRESS: &'static str = "";

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

/// What a provider offers. With a client that needs no configuration, it is a whole [`Provider`] by itself.
pub struct Offers<C> {
    pub(crate) resources: Vec<Arc<dyn AnyResource>>,
    pub(crate) data_sources: Vec<Arc<dyn AnyDataSource>>,
    pub(crate) ephemerals: Vec<Arc<dyn AnyEphemeral>>,
    pub(crate) functions: Vec<Arc<dyn AnyFunction>>,
    client: PhantomData<fn(C)>,
}

/// Nothing to configure.
impl<C: Default + Send + Sync + 'static> Provider for Offers<C> {
    type Config = ();
    type Client = C;

    async fn configure(&self, _request: Configure<'_>) -> Result<(C, Diagnostics), Diagnostics> {
        Ok((C::default(), Diagnostics::none()))
    }

    fn offers(&self) -> Self {
        self.clone()
    }
}

impl<C> Clone for Offers<C> {
    fn clone(&self) -> Self {
        Self {
            resources: self.resources.clone(),
            data_sources: self.data_sources.clone(),
            ephemerals: self.ephemerals.clone(),
            functions: self.functions.clone(),
            client: PhantomData,
        }
    }
}

impl<C> Default for Offers<C> {
    fn default() -> Self {
        Self {
            resources: Vec::new(),
            data_sources: Vec::new(),
            ephemerals: Vec::new(),
            functions: Vec::new(),
            client: PhantomData,
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
        self.resources.push(Arc::new(Typed(resource)));
        self
    }

    /// And a resource that is nowhere but in the state: creating and changing it is to compute what is computed.
    ///
    /// * `type_name`: its type in HCL, with the provider's name in front.
    /// * `compute`: what was planned, with every computed attribute filled in. The same for the same plan.
    ///
    /// ```
    /// use tfplugin_rs::{Attr, Model, Offers};
    ///
    /// /// A greeting.
    /// #[derive(Model)]
    /// struct Greeting {
    ///     /// Whom to greet.
    ///     name: String,
    ///     /// The greeting.
    ///     #[attr(computed, changes_with("name"))]
    ///     text: Attr<String>,
    /// }
    ///
    /// let greet = |it: Greeting| Greeting { text: Attr::Known(format!("Hello, {}!", it.name)), ..it };
    /// let provider = Offers::<()>::new().computed("tiny_greeting", greet);
    /// # drop(provider);
    /// ```
    #[must_use]
    pub fn computed<M, F>(mut self, type_name: &'static str, compute: F) -> Self
    where
        M: Model + Send + Sync + 'static,
        F: Fn(M) -> M + Send + Sync + 'static,
    {
        self.resources.push(Arc::new(Computed::new(type_name, compute)));
        self
    }

    /// And this data source.
    #[must_use]
    pub fn data_source(mut self, data_source: impl DataSource<Client = C>) -> Self {
        self.data_sources.push(Arc::new(Typed(data_source)));
        self
    }

    /// And this ephemeral resource.
    #[must_use]
    pub fn ephemeral(mut self, ephemeral: impl Ephemeral<Client = C>) -> Self {
        self.ephemerals.push(Arc::new(Typed(ephemeral)));
        self
    }

    /// And this function.
    #[must_use]
    pub fn function(mut self, function: impl Function) -> Self {
        self.functions.push(Arc::new(Typed(function)));
        self
    }
}
