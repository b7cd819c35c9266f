//! Take over what exists.

use super::{Plugin, StateAnswer, broken};
use crate::diagnostic::Diagnostic;
use crate::resource::Import;
use crate::rules::check_import;
use crate::value::Value;

impl Plugin {
    /// Reads an existing object into a state.
    pub(crate) async fn import(&self, type_name: &str, request: Import) -> StateAnswer {
        match self.try_import(type_name, request).await {
            Ok(answer) => answer,
            Err(told) => StateAnswer::unchanged(&Value::Null, &Value::Null, &[], told),
        }
    }

    async fn try_import(&self, type_name: &str, request: Import) -> Result<StateAnswer, Diagnostic> {
        let offered = self.resource(type_name)?;
        let client = self.needed_client()?;
        let outcome = offered.thing.import(request.clone(), &client, self.stopper.listen()).await;
        let mut answer = StateAnswer::of(outcome, &Value::Null, &[]);
        if answer.diagnostics.has_error() {
            return Ok(answer);
        }
        if answer.state.is_null() {
            let named = match request {
                Import::Id(id) => format!("{id:?}"),
                Import::Identity(_) => "this identity".to_owned(),
            };
            answer.diagnostics.push(
                Diagnostic::error("Nothing to import")
                    .detail(format!("No {type_name} exists by {named}. Nothing was changed."))
                    .next_step("Check the id, and the account and location the provider is configured for."),
            );
        } else {
            answer.diagnostics.extend(broken(check_import(&offered.schema, &answer.state)));
        }
        self.identify(type_name, &Value::Null, &mut answer)?;
        Ok(answer)
    }
}
