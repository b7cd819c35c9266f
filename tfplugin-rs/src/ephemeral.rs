//! An ephemeral resource: opened for one run, never stored.

use std::future::Future;
use std::time::SystemTime;

use crate::diagnostic::Diagnostics;
use crate::field::{Model, Problems};
use crate::private::Private;
use crate::resource::Context;
use crate::schema::Schema;
use crate::view::View;

/// What opening gives.
#[derive(Debug)]
pub struct Opened<M> {
    /// The configuration with the computed attributes filled in.
    pub result: M,
    /// When it has to be renewed; never, when it outlives any run.
    pub renew_at: Option<SystemTime>,
    /// Notes for renewing and closing. They reach Terraform's memory only.
    pub private: Private,
    /// Warnings.
    pub diagnostics: Diagnostics,
}

/// An ephemeral resource type.
pub trait Ephemeral: Send + Sync + 'static {
    /// What the provider's configuration became.
    type Client: Send + Sync + 'static;
    /// Its attributes.
    type Model: Model + Send + Sync;
    /// Its type in HCL, with the provider's name in front.
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

    /// Opens it.
    ///
    /// # Errors
    /// Why it cannot be opened.
    fn open(
        &self,
        config: Self::Model,
        context: Context<Self::Client>,
    ) -> impl Future<Output = Result<Opened<Self::Model>, Diagnostics>> + Send;

    /// Keeps it valid for longer: new notes, and when to renew again. What Terraform already holds does not change.
    ///
    /// # Errors
    /// Why it cannot be renewed.
    fn renew(
        &self,
        private: Private,
        context: Context<Self::Client>,
    ) -> impl Future<Output = Result<(Private, Option<SystemTime>), Diagnostics>> + Send {
        let _ = context;
        async { Ok((private, None)) }
    }

    /// Gives it back.
    fn close(&self, private: Private, context: Context<Self::Client>) -> impl Future<Output = Diagnostics> + Send {
        let _ = (private, context);
        async { Diagnostics::none() }
    }
}
