//! Typed resources behind one untyped face, so that the server handles values and knows no model.

mod computed;
mod data_source;
mod ephemeral;
mod function;
mod provider;
mod resource;

use std::any::Any;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::field::{Model, Problems};
use crate::resource::Context;
use crate::schema::Schema;
use crate::stop::Stop;
use crate::value::Value;
use crate::view::View;

pub(crate) use computed::Computed;
pub(crate) use data_source::AnyDataSource;
pub(crate) use ephemeral::AnyEphemeral;
pub(crate) use function::AnyFunction;
pub(crate) use provider::AnyProvider;
pub(crate) use resource::{AnyOutcome, AnyResource};

/// A typed thing, to be used through its untyped face.
pub(crate) struct Typed<T>(pub(crate) T);

/// A client of a type that only its provider knows.
#[derive(Clone)]
pub(crate) struct AnyClient(Arc<dyn Any + Send + Sync>);

impl AnyClient {
    pub(crate) fn new<C: Send + Sync + 'static>(client: C) -> Self {
        Self(Arc::new(client))
    }

    fn typed<C: Send + Sync + 'static>(&self) -> Option<Arc<C>> {
        self.0.clone().downcast().ok()
    }
}

/// What a typed operation needs beside values.
fn context<C: Send + Sync + 'static>(client: &AnyClient, stop: Stop) -> Result<Context<C>, Diagnostics> {
    let client = client.typed().ok_or_else(|| Diagnostic::bug("The client is of another provider's type."))?;
    Ok(Context { client, stop })
}

/// Reads a value that has to be complete.
fn read<M: Model>(value: &Value) -> Result<M, Diagnostics> {
    M::from_value(value).map_err(|problems| told::<M>(&problems))
}

/// What to tell of a value that had to be complete: what is unknown is a mistake here too.
fn told<M: Model>(problems: &Problems) -> Diagnostics {
    let told = problems.diagnostics_of(&Schema::of::<M>());
    if told.is_empty() { Diagnostic::bug(format!("A value is missing: {problems}.")).into() } else { told }
}

/// Diagnostics of a check, or those of the values it could not read.
fn checked<M: Model>(result: Result<Diagnostics, Problems>) -> Diagnostics {
    result.unwrap_or_else(|problems| problems.diagnostics_of(&Schema::of::<M>()))
}

/// Everything wrong with a configuration: first what does not read as an `M`, then what `check` finds.
fn validated<M: Model>(config: &Value, check: impl FnOnce(View<'_>) -> Result<Diagnostics, Problems>) -> Diagnostics {
    let told = M::from_value(config).map_or_else(|problems| checked::<M>(Err(problems)), |_| Diagnostics::none());
    if told.has_error() { told } else { checked::<M>(check(View::new(config))) }
}
