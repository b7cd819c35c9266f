//! A resource that is nowhere but in the state.

use std::marker::PhantomData;

use async_trait::async_trait;

use super::resource::untouched;
use super::{AnyClient, AnyOutcome, AnyResource, read, validated};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::field::{Model, Problems};
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::private::Private;
use crate::resource::{Import, Moved, Upgrade};
use crate::schema::{Attribute, Schema};
use crate::stop::Stop;
use crate::value::Value;

/// Made by one function of what is planned.
pub(crate) struct Computed<M, F> {
    type_name: &'static str,
    compute: F,
    model: PhantomData<fn(M)>,
}

impl<M: Model, F: Fn(M) -> M> Computed<M, F> {
    pub(crate) fn new(type_name: &'static str, compute: F) -> Self {
        Self { type_name, compute, model: PhantomData }
    }

    fn made(&self, planned: &Value) -> AnyOutcome {
        match read::<M>(planned) {
            Ok(planned) => Outcome::is((self.compute)(planned).to_value()),
            Err(why) => untouched(why),
        }
    }
}

#[async_trait]
impl<M, F> AnyResource for Computed<M, F>
where
    M: Model + Send + Sync + 'static,
    F: Fn(M) -> M + Send + Sync + 'static,
{
    fn type_name(&self) -> &'static str {
        self.type_name
    }

    fn schema(&self) -> Schema {
        Schema::of::<M>()
    }

    fn identity_attributes(&self) -> Vec<Attribute> {
        Vec::new()
    }

    fn identity_version(&self) -> i64 {
        0
    }

    fn identity_upgrades(&self) -> Vec<Upgrade> {
        Vec::new()
    }

    fn upgrades(&self) -> Vec<Upgrade> {
        Vec::new()
    }

    fn unreadable(&self, _state: &Value) -> Problems {
        Problems::none()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated::<M>(config, |_| Ok(Diagnostics::none()))
    }

    async fn plan(&self, _plan: &mut Plan<'_>, _client: Option<&AnyClient>, _stop: Stop) -> Diagnostics {
        Diagnostics::none()
    }

    fn plan_destroy(&self, _state: &Value) -> Diagnostics {
        Diagnostics::none()
    }

    async fn create(
        &self,
        planned: &Value,
        _config: &Value,
        _private: Private,
        _client: &AnyClient,
        _stop: Stop,
    ) -> AnyOutcome {
        self.made(planned)
    }

    async fn update(
        &self,
        _prior: &Value,
        planned: &Value,
        _config: &Value,
        _private: Private,
        _client: &AnyClient,
        _stop: Stop,
    ) -> AnyOutcome {
        self.made(planned)
    }

    async fn read(&self, _state: &Value, _private: Private, _client: &AnyClient, _stop: Stop) -> AnyOutcome {
        Outcome::unchanged()
    }

    async fn delete(&self, _state: &Value, _private: Private, _client: &AnyClient, _stop: Stop) -> AnyOutcome {
        Outcome::gone()
    }

    async fn import(&self, _request: Import, _client: &AnyClient, _stop: Stop) -> AnyOutcome {
        let told = format!("A {} is nowhere but in the state: there is nothing to take over.", self.type_name);
        untouched(Diagnostic::error("Import is not offered").detail(told).into())
    }

    fn moved(&self, _from: &Moved) -> Option<Result<Value, Diagnostics>> {
        None
    }

    fn identity(&self, _state: &Value) -> Value {
        Value::Null
    }
}
