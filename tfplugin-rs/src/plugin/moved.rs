//! State of another resource type becomes state of one of ours.

use super::{Plugin, StateAnswer, broken};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resource::Moved;
use crate::rules::check_move;
use crate::value::Value;

impl Plugin {
    /// Carries a state over.
    pub(crate) fn moved(&self, type_name: &str, from: &Moved) -> StateAnswer {
        match self.try_moved(type_name, from) {
            Ok(answer) => answer,
            Err(told) => StateAnswer::unchanged(&Value::Null, &Value::Null, &[], told),
        }
    }

    fn try_moved(&self, type_name: &str, from: &Moved) -> Result<StateAnswer, Diagnostics> {
        let offered = self.resource(type_name)?;
        let Some(result) = offered.thing.moved(from) else {
            let told = Diagnostic::error("This resource cannot move here")
                .detail(format!("A {type_name} cannot be made from a {} of {}.", from.resource_type, from.provider))
                .next_step("Remove the `moved` block, and import the object instead.");
            return Err(told.into());
        };
        let state = result?;
        let diagnostics = broken(check_move(&offered.schema, &state)).collect();
        let mut answer = StateAnswer { state, private: Vec::new(), identity: Value::Null, diagnostics };
        self.identify(type_name, &Value::Null, &mut answer)?;
        Ok(answer)
    }
}
