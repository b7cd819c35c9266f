//! A managed resource: something Terraform creates, reads, changes and deletes.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::field::{Model, Problems};
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::private::Private;
use crate::schema::{Attribute, Schema};
use crate::stop::Stop;
use crate::value::Value;
use crate::view::View;

/// What every operation is given.
#[derive(Debug)]
pub struct Context<C> {
    /// What [`Provider::configure`](crate::Provider::configure) made.
    pub client: Arc<C>,
    /// Whether the user asked to stop. An operation that hears it finishes the call in flight and returns what is true.
    pub stop: Stop,
}

/// What a creation is given.
#[derive(Debug)]
pub struct Create<'a, M> {
    /// What was planned: what is still unknown is for the provider to fill.
    pub planned: M,
    /// The configuration, the only place of write-only values.
    pub config: View<'a>,
    /// Notes from the plan.
    pub private: Private,
}

/// What an update is given.
#[derive(Debug)]
pub struct Update<'a, M> {
    /// What the state said.
    pub prior: M,
    /// What was planned: what is still unknown is for the provider to fill.
    pub planned: M,
    /// The configuration, the only place of write-only values.
    pub config: View<'a>,
    /// Notes from the plan.
    pub private: Private,
}

/// What a reading or a deletion is given.
#[derive(Debug)]
pub struct Current<M> {
    /// What the state says.
    pub state: M,
    /// Notes in the state.
    pub private: Private,
}

/// By what an existing object is named when it is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Import {
    /// The text after the address on the command line, or `id` in an `import` block.
    Id(String),
    /// `identity` in an `import` block.
    Identity(BTreeMap<String, Value>),
}

/// State of another resource type that the configuration says has moved here.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Address of the other provider, such as `registry.terraform.io/hashicorp/aws`.
    pub provider: String,
    /// The other resource type.
    pub resource_type: String,
    /// Version of the other resource type's schema.
    pub schema_version: i64,
    /// The other's state, as its JSON.
    pub state: serde_json::Value,
    /// The other's notes, in a form that only the other knows.
    pub private: Vec<u8>,
    /// The other's identity, as its JSON; null when it has none.
    pub identity: serde_json::Value,
}

/// One step from an older version of a schema, or of an identity, to the next that is described.
#[derive(Debug, Clone, Copy)]
pub struct Upgrade {
    /// The version this step starts from.
    pub from: i64,
    /// The version this step leads to.
    pub to: i64,
    /// The state or identity as JSON, before and after.
    ///
    /// # Errors
    /// Why that state cannot be carried over, in words for the user.
    pub step: fn(serde_json::Value) -> Result<serde_json::Value, String>,
}

/// A resource type.
///
/// An operation never fails as such: it returns an [`Outcome`], that is, what is true now and what is to be said of it.
pub trait Resource: Send + Sync + 'static {
    /// What the provider's configuration became.
    type Client: Send + Sync + 'static;
    /// Its attributes.
    type Model: Model + Send + Sync;
    /// Its type in HCL, with the provider's name in front: `kgas_cluster`.
    const TYPE: &'static str;

    /// Its schema.
    fn schema(&self) -> Schema {
        Schema::of::<Self::Model>()
    }

    /// What is wrong with the configuration beyond what the schema says. Called without a client, and with unknowns.
    ///
    /// # Errors
    /// The configuration does not read as asked.
    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        let _ = config;
        Ok(Diagnostics::none())
    }

    /// Refines a plan to create or update. Must answer the same when asked twice: no clock, no chance.
    /// There is no context while the provider's configuration is unknown.
    ///
    /// # Errors
    /// A value does not read as asked.
    fn plan(
        &self,
        plan: &mut Plan<'_>,
        context: Option<Context<Self::Client>>,
    ) -> impl Future<Output = Result<Diagnostics, Problems>> + Send {
        let _ = (plan, context);
        async { Ok(Diagnostics::none()) }
    }

    /// What speaks against destroying what the state describes.
    ///
    /// # Errors
    /// A value does not read as asked.
    fn plan_destroy(&self, state: View<'_>) -> Result<Diagnostics, Problems> {
        let _ = state;
        Ok(Diagnostics::none())
    }

    /// Creates it.
    fn create(
        &self,
        request: Create<'_, Self::Model>,
        context: Context<Self::Client>,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send;

    /// Reads what is true now. When it is nowhere but in the state, that is what the state says.
    fn read(
        &self,
        request: Current<Self::Model>,
        context: Context<Self::Client>,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send {
        let _ = (request, context);
        async { Outcome::unchanged() }
    }

    /// Changes it.
    fn update(
        &self,
        request: Update<'_, Self::Model>,
        context: Context<Self::Client>,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send;

    /// Deletes it.
    fn delete(
        &self,
        request: Current<Self::Model>,
        context: Context<Self::Client>,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send;

    /// Takes over what exists: reads all of it.
    fn import(
        &self,
        request: Import,
        context: Context<Self::Client>,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send {
        let _ = (request, context);
        let told = Diagnostic::error("Import is not offered")
            .detail(format!("{} has no way to take over an existing object.", Self::TYPE));
        async { Outcome::unchanged().with(told) }
    }

    /// The state of another resource type in terms of this one, or `None` when that type cannot become this one.
    fn moved(&self, from: &Moved) -> Option<Result<Self::Model, Diagnostics>> {
        let _ = from;
        None
    }

    /// Steps that bring state of older schema versions up to date.
    fn upgrades(&self) -> Vec<Upgrade> {
        Vec::new()
    }

    /// What names the object for ever, as attributes that are required for import; none when it has no identity.
    fn identity_attributes(&self) -> Vec<Attribute> {
        Vec::new()
    }

    /// Version of the identity's attributes: raised when a stored identity of the older form has to be upgraded. Starts at 0.
    fn identity_version(&self) -> i64 {
        0
    }

    /// Steps that bring identities of older versions up to date.
    fn identity_upgrades(&self) -> Vec<Upgrade> {
        Vec::new()
    }

    /// The identity of what `state` describes, by attribute: the same for as long as the object lives. Nothing when the
    /// state does not say it yet.
    fn identity(&self, state: &Self::Model) -> BTreeMap<String, Value> {
        let _ = state;
        BTreeMap::new()
    }
}
