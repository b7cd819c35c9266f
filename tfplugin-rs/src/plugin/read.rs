//! What is true now of what the state describes?

use std::collections::BTreeMap;

use super::{Plugin, StateAnswer, broken};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::erased::{AnyOutcome, State};
use crate::outcome::Reality;
use crate::private::Private;
use crate::rules::check_read;
use crate::value::Value;

impl StateAnswer {
    /// What was, with what to tell.
    pub(super) fn unchanged(state: &Value, private: &[u8], told: impl Into<Diagnostics>) -> Self {
        let private = private.to_vec();
        Self { state: state.clone(), private, identity: BTreeMap::new(), diagnostics: told.into() }
    }

    /// What an operation left behind, where `state` and `private` were before.
    pub(super) fn of(outcome: AnyOutcome, state: &Value, private: &[u8]) -> Self {
        let State { value, identity } = match outcome.reality {
            Reality::Is(new) => new,
            Reality::Unchanged => State { value: state.clone(), identity: BTreeMap::new() },
            Reality::Gone => State { value: Value::Null, identity: BTreeMap::new() },
        };
        let private = outcome.private.map_or_else(|| private.to_vec(), |notes| notes.to_bytes());
        Self { state: value, private, identity, diagnostics: outcome.diagnostics }
    }
}

impl Plugin {
    /// Reads a resource.
    pub(crate) async fn read(&self, type_name: &str, state: &Value, private: &[u8]) -> StateAnswer {
        match self.try_read(type_name, state, private).await {
            Ok(answer) => answer,
            Err(told) => StateAnswer::unchanged(state, private, told),
        }
    }

    async fn try_read(&self, type_name: &str, state: &Value, private: &[u8]) -> Result<StateAnswer, Diagnostic> {
        let offered = self.resource(type_name)?;
        let client = self.needed_client()?;
        let notes = Private::from_bytes(private);
        let outcome = offered.thing.read(state, notes, &client, self.stopper.listen()).await;
        let mut answer = StateAnswer::of(outcome, state, private);
        answer.diagnostics.extend(broken(check_read(&offered.schema, &answer.state)));
        self.identify(type_name, &mut answer);
        Ok(answer)
    }

    /// Adds the identity where the operation left the state as it was.
    pub(super) fn identify(&self, type_name: &str, answer: &mut StateAnswer) {
        if answer.identity.is_empty()
            && !answer.state.is_null()
            && let Ok(offered) = self.resource(type_name)
        {
            answer.identity = offered.thing.identity(&answer.state);
        }
    }
}
