//! What is true now of what the state describes?

use super::{Plugin, StateAnswer, broken};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::erased::AnyOutcome;
use crate::outcome::Reality;
use crate::private::Private;
use crate::rules::{check_identity, check_read, check_same_identity};
use crate::schema::Schema;
use crate::value::Value;

impl StateAnswer {
    /// What was, with what to tell.
    pub(super) fn unchanged(state: &Value, identity: &Value, private: &[u8], told: impl Into<Diagnostics>) -> Self {
        let (state, identity) = (state.clone(), identity.clone());
        Self { state, private: private.to_vec(), identity, diagnostics: told.into() }
    }

    /// What an operation left behind, where `state` and `private` were before.
    pub(super) fn of(outcome: AnyOutcome, state: &Value, private: &[u8]) -> Self {
        let state = match outcome.reality {
            Reality::Is(new) => new,
            Reality::Unchanged => state.clone(),
            Reality::Gone => Value::Null,
        };
        let private = outcome.private.map_or_else(|| private.to_vec(), |notes| notes.to_bytes());
        Self { state, private, identity: Value::Null, diagnostics: outcome.diagnostics }
    }
}

impl Plugin {
    /// Reads a resource. `identity` is what it was; null when Terraform knows none.
    pub(crate) async fn read(&self, type_name: &str, state: &Value, identity: &Value, private: &[u8]) -> StateAnswer {
        match self.try_read(type_name, state, identity, private).await {
            Ok(answer) => answer,
            Err(told) => StateAnswer::unchanged(state, identity, private, told),
        }
    }

    async fn try_read(
        &self,
        type_name: &str,
        state: &Value,
        identity: &Value,
        private: &[u8],
    ) -> Result<StateAnswer, Diagnostic> {
        let offered = self.resource(type_name)?;
        let client = self.needed_client()?;
        let notes = Private::from_bytes(private);
        let outcome = offered.thing.read(state, notes, &client, self.stopper.listen()).await;
        let mut answer = StateAnswer::of(outcome, state, private);
        answer.diagnostics.extend(broken(check_read(&offered.schema, &answer.state)));
        self.identify(type_name, identity, &mut answer)?;
        Ok(answer)
    }

    /// Adds the identity, which is what it was `before`, if that is known.
    ///
    /// # Errors
    /// There is no such resource.
    pub(super) fn identify(&self, type_name: &str, before: &Value, answer: &mut StateAnswer) -> Result<(), Diagnostic> {
        let thing = &self.resource(type_name)?.thing;
        if answer.state.is_null() {
            return Ok(());
        }
        answer.identity = thing.identity(&answer.state);
        // Beside an error, a state may not say yet what names the object.
        if !answer.diagnostics.has_error() && !answer.identity.is_null() {
            let ty = Schema::object(&thing.identity_attributes());
            answer.diagnostics.extend(broken(check_identity(&ty, &answer.identity, false)));
            answer.diagnostics.extend(broken(check_same_identity(before, &answer.identity)));
        }
        Ok(())
    }
}
