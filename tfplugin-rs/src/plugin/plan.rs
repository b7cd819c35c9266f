//! What would an apply do?

use std::collections::BTreeSet;

use super::{Plugin, broken};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::Path;
use crate::plan::Plan;
use crate::planning::{plan, replace_paths};
use crate::private::Private;
use crate::rules::{check_identity, check_plan, check_same_identity};
use crate::schema::Schema;
use crate::value::Value;

/// What planning is given.
#[derive(Debug)]
pub(crate) struct PlanRequest<'a> {
    pub(crate) type_name: &'a str,
    /// Null to create.
    pub(crate) prior: Value,
    /// Null to destroy; otherwise the configuration, with the prior value of what is computed.
    pub(crate) proposed: Value,
    pub(crate) config: Value,
    /// What it was; null when Terraform knows none.
    pub(crate) identity: Value,
    pub(crate) private: &'a [u8],
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlanAnswer {
    pub(crate) planned: Value,
    pub(crate) replace: BTreeSet<Path>,
    pub(crate) private: Vec<u8>,
    /// Null while it is not known.
    pub(crate) identity: Value,
    pub(crate) diagnostics: Diagnostics,
}

impl Plugin {
    /// Plans a creation, an update or a destruction.
    pub(crate) async fn plan(&self, request: PlanRequest<'_>) -> PlanAnswer {
        match self.try_plan(&request).await {
            Ok(answer) => answer,
            Err(told) => answer(request.prior.clone(), request.private.to_vec(), told.into()),
        }
    }

    async fn try_plan(&self, request: &PlanRequest<'_>) -> Result<PlanAnswer, Diagnostic> {
        let PlanRequest { type_name, prior, proposed, config, identity: before, private } = request;
        let offered = self.resource(type_name)?;
        if proposed.is_null() {
            return Ok(answer(Value::Null, private.to_vec(), offered.thing.plan_destroy(prior)));
        }
        let start = plan(&offered.schema, prior, proposed, config);
        let mut draft = Plan::new(prior, config, start, Private::from_bytes(private));
        let mut told = offered.thing.plan(&mut draft, self.client().as_ref(), self.stopper.listen()).await;
        let (planned, mut replace, notes) = draft.finish();
        if !prior.is_null() {
            replace.extend(replace_paths(&offered.schema, prior, &planned));
        }
        if !told.has_error() {
            told.extend(broken(check_plan(&offered.schema, prior, config, &planned, &replace)));
        }
        let identity = if prior.is_null() { Value::Null } else { offered.thing.identity(prior) };
        if !told.has_error() && !identity.is_null() {
            let ty = Schema::object(&offered.thing.identity_attributes());
            told.extend(broken(check_identity(&ty, &identity, true)));
            told.extend(broken(check_same_identity(before, &identity)));
        }
        Ok(PlanAnswer { replace, identity, ..answer(planned, notes.to_bytes(), told) })
    }
}

fn answer(planned: Value, private: Vec<u8>, diagnostics: Diagnostics) -> PlanAnswer {
    PlanAnswer { planned, replace: BTreeSet::new(), private, identity: Value::Null, diagnostics }
}
