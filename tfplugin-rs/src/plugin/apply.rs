//! Make it so.

use super::{Plugin, StateAnswer, broken};
use crate::diagnostic::Diagnostic;
use crate::outcome::Outcome;
use crate::planning::only_timeouts_differ;
use crate::private::Private;
use crate::rules::check_apply;
use crate::value::Value;

/// What applying is given.
#[derive(Debug)]
pub(crate) struct ApplyRequest<'a> {
    pub(crate) type_name: &'a str,
    /// Null to create.
    pub(crate) prior: Value,
    /// Null to destroy.
    pub(crate) planned: Value,
    pub(crate) config: Value,
    /// As planned; null when Terraform knows none.
    pub(crate) identity: Value,
    /// Notes from the plan.
    pub(crate) private: &'a [u8],
}

impl Plugin {
    /// Creates, updates or destroys, and says what is true then: also beside an error, so that nothing made is forgotten.
    pub(crate) async fn apply(&self, request: ApplyRequest<'_>) -> StateAnswer {
        match self.try_apply(&request).await {
            Ok(answer) => answer,
            Err(told) => StateAnswer::unchanged(&request.prior, &request.identity, request.private, told),
        }
    }

    async fn try_apply(&self, request: &ApplyRequest<'_>) -> Result<StateAnswer, Diagnostic> {
        let ApplyRequest { type_name, prior, planned, config, identity, private } = request;
        let offered = self.resource(type_name)?;
        let (thing, client) = (&offered.thing, self.needed_client()?);
        let (notes, stop) = (Private::from_bytes(private), self.stopper.listen());
        let outcome = match (prior, planned) {
            (prior, Value::Null) => thing.delete(prior, notes, &client, stop).await,
            (Value::Null, planned) => thing.create(planned, config, notes, &client, stop).await,
            (prior, planned) if only_timeouts_differ(&offered.schema, prior, planned) => Outcome::is(planned.clone()),
            (prior, planned) => thing.update(prior, planned, config, notes, &client, stop).await,
        };
        let mut answer = StateAnswer::of(outcome, prior, private);
        if !answer.diagnostics.has_error() {
            answer.diagnostics.extend(broken(check_apply(&offered.schema, planned, &answer.state)));
        }
        if answer.diagnostics.has_error() {
            // What was not reached is not known; a state cannot say so, and the error does.
            answer.state = answer.state.with_unknowns(&Value::Null);
        }
        self.identify(type_name, identity, &mut answer)?;
        Ok(answer)
    }
}
