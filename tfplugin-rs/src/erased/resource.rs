//! A resource without its types.

use async_trait::async_trait;

use super::{AnyClient, Typed, checked, context, read, validated};
use crate::diagnostic::Diagnostics;
use crate::field::{Field, Problems};
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::private::Private;
use crate::resource::{Create, Current, Import, Moved, Resource, Update, Upgrade};
use crate::schema::{Attribute, Schema};
use crate::stop::Stop;
use crate::value::Value;
use crate::view::View;

pub(crate) type AnyOutcome = Outcome<Value>;

/// What a resource does, in values.
#[async_trait]
pub(crate) trait AnyResource: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn identity_attributes(&self) -> Vec<Attribute>;
    fn identity_version(&self) -> i64;
    fn identity_upgrades(&self) -> Vec<Upgrade>;
    fn upgrades(&self) -> Vec<Upgrade>;
    /// What keeps `state` from being read: nothing, as long as every operation can begin with it.
    fn unreadable(&self, state: &Value) -> Problems;
    fn validate(&self, config: &Value) -> Diagnostics;
    async fn plan(&self, plan: &mut Plan<'_>, client: Option<&AnyClient>, stop: Stop) -> Diagnostics;
    fn plan_destroy(&self, state: &Value) -> Diagnostics;
    async fn create(
        &self,
        planned: &Value,
        config: &Value,
        private: Private,
        client: &AnyClient,
        stop: Stop,
    ) -> AnyOutcome;
    async fn update(
        &self,
        prior: &Value,
        planned: &Value,
        config: &Value,
        private: Private,
        client: &AnyClient,
        stop: Stop,
    ) -> AnyOutcome;
    async fn read(&self, state: &Value, private: Private, client: &AnyClient, stop: Stop) -> AnyOutcome;
    async fn delete(&self, state: &Value, private: Private, client: &AnyClient, stop: Stop) -> AnyOutcome;
    async fn import(&self, request: Import, client: &AnyClient, stop: Stop) -> AnyOutcome;
    fn moved(&self, from: &Moved) -> Option<Result<Value, Diagnostics>>;
    /// The identity of what `state` describes; null when there is none, or the state does not say it yet.
    fn identity(&self, state: &Value) -> Value;
}

fn outcome<M: Field>(outcome: Outcome<M>) -> AnyOutcome {
    outcome.map(|model| model.to_value())
}

/// Nothing was done: what was given does not read.
pub(super) fn untouched(why: Diagnostics) -> AnyOutcome {
    Outcome::unchanged().with_all(why)
}

#[async_trait]
impl<R: Resource> AnyResource for Typed<R> {
    fn type_name(&self) -> &'static str {
        R::TYPE
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    fn identity_attributes(&self) -> Vec<Attribute> {
        self.0.identity_attributes()
    }

    fn identity_version(&self) -> i64 {
        self.0.identity_version()
    }

    fn identity_upgrades(&self) -> Vec<Upgrade> {
        self.0.identity_upgrades()
    }

    fn upgrades(&self) -> Vec<Upgrade> {
        self.0.upgrades()
    }

    fn unreadable(&self, state: &Value) -> Problems {
        R::Model::from_value(state).err().unwrap_or_default()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        validated::<R::Model>(config, |config| self.0.validate(config))
    }

    async fn plan(&self, plan: &mut Plan<'_>, client: Option<&AnyClient>, stop: Stop) -> Diagnostics {
        match client.map(|client| context(client, stop)).transpose() {
            Ok(context) => checked::<R::Model>(self.0.plan(plan, context).await),
            Err(why) => why,
        }
    }

    fn plan_destroy(&self, state: &Value) -> Diagnostics {
        checked::<R::Model>(self.0.plan_destroy(View::new(state)))
    }

    async fn create(
        &self,
        planned: &Value,
        config: &Value,
        private: Private,
        client: &AnyClient,
        stop: Stop,
    ) -> AnyOutcome {
        match (read(planned), context(client, stop)) {
            (Ok(planned), Ok(context)) => {
                let request = Create { planned, config: View::new(config), private };
                outcome(self.0.create(request, context).await)
            }
            (Err(why), _) | (_, Err(why)) => untouched(why),
        }
    }

    async fn update(
        &self,
        prior: &Value,
        planned: &Value,
        config: &Value,
        private: Private,
        client: &AnyClient,
        stop: Stop,
    ) -> AnyOutcome {
        match (read(prior), read(planned), context(client, stop)) {
            (Ok(prior), Ok(planned), Ok(context)) => {
                let request = Update { prior, planned, config: View::new(config), private };
                outcome(self.0.update(request, context).await)
            }
            (Err(why), ..) | (_, Err(why), _) | (.., Err(why)) => untouched(why),
        }
    }

    async fn read(&self, state: &Value, private: Private, client: &AnyClient, stop: Stop) -> AnyOutcome {
        match (read(state), context(client, stop)) {
            (Ok(state), Ok(context)) => outcome(self.0.read(Current { state, private }, context).await),
            (Err(why), _) | (_, Err(why)) => untouched(why),
        }
    }

    async fn delete(&self, state: &Value, private: Private, client: &AnyClient, stop: Stop) -> AnyOutcome {
        match (read(state), context(client, stop)) {
            (Ok(state), Ok(context)) => outcome(self.0.delete(Current { state, private }, context).await),
            (Err(why), _) | (_, Err(why)) => untouched(why),
        }
    }

    async fn import(&self, request: Import, client: &AnyClient, stop: Stop) -> AnyOutcome {
        match context(client, stop) {
            Ok(context) => outcome(self.0.import(request, context).await),
            Err(why) => untouched(why),
        }
    }

    fn moved(&self, from: &Moved) -> Option<Result<Value, Diagnostics>> {
        Some(self.0.moved(from)?.map(|model| model.to_value()))
    }

    fn identity(&self, state: &Value) -> Value {
        let attributes = self.0.identity_attributes();
        let Some(model) = (!attributes.is_empty()).then(|| R::Model::from_value(state).ok()).flatten() else {
            return Value::Null;
        };
        let mut identity = self.0.identity(&model);
        if identity.is_empty() {
            return Value::Null;
        }
        for attribute in attributes {
            identity.entry(attribute.name).or_insert(Value::Null);
        }
        Value::Object(identity)
    }
}
