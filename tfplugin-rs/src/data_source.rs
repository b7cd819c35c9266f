//! A data source: something Terraform reads and does not own.

use std::future::Future;

use crate::diagnostic::Diagnostics;
use crate::field::{Model, Problems};
use crate::resource::Context;
use crate::schema::Schema;
use crate::view::View;

/// A data source type.
pub trait DataSource: Send + Sync + 'static {
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

    /// Reads it: `config` with the computed attributes filled in, and warnings.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(
        &self,
        config: Self::Model,
        context: Context<Self::Client>,
    ) -> impl Future<Output = Result<(Self::Model, Diagnostics), Diagnostics>> + Send;
}
