//! Applying, as `terraform apply` does it.

use serde_json::Value as Json;

use super::core::{no_error, type_of, wire};
use super::plan::{action, effective};
use super::{Action, Core, Planned, Stored};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plugin::{ApplyRequest, StateAnswer};
use crate::rules::check_replan;
use crate::state_json::to_json;
use crate::value::Value;

impl Core {
    /// Plans `config` and applies the plan. Returns the plan, with the warnings of both.
    ///
    /// # Errors
    /// What the provider or Terraform refuses.
    pub async fn apply(&mut self, address: &str, config: &Json) -> Result<Planned, Diagnostics> {
        let plan = self.plan(address, config).await?;
        self.apply_plan(plan, config).await
    }

    /// Plans to delete the resource and does it.
    ///
    /// # Errors
    /// What the provider or Terraform refuses.
    pub async fn destroy(&mut self, address: &str) -> Result<Planned, Diagnostics> {
        let plan = self.plan_destroy(address).await?;
        self.apply_plan(plan, &Json::Null).await
    }

    /// Applies a plan. `config` is the planned configuration, in which what was unknown may have become known.
    ///
    /// # Errors
    /// What the provider or Terraform refuses.
    pub async fn apply_plan(&mut self, mut plan: Planned, config: &Json) -> Result<Planned, Diagnostics> {
        match plan.refreshed.clone() {
            Some(refreshed) => self.stored.insert(plan.address.clone(), refreshed),
            None => self.stored.remove(&plan.address),
        };
        if matches!(plan.action, Action::Delete | Action::Replace) {
            self.delete(&mut plan).await?;
        }
        match plan.action {
            Action::NoOp | Action::Delete => {}
            Action::Create | Action::Replace => self.change(&mut plan, Value::Null, Action::Create, config).await?,
            Action::Update => {
                let prior = plan.prior.clone();
                self.change(&mut plan, prior, Action::Update, config).await?;
            }
        }
        Ok(plan)
    }

    async fn delete(&mut self, plan: &mut Planned) -> Result<(), Diagnostics> {
        let request = ApplyRequest {
            type_name: type_of(&plan.address),
            prior: plan.prior.clone(),
            planned: Value::Null,
            config: Value::Null,
            identity: plan.identity.clone(),
            private: &plan.private,
        };
        let answer = self.plugin.apply(request).await;
        plan.warnings.extend(self.keep(&plan.address, answer, false)?);
        Ok(())
    }

    /// Creates or updates: validates and plans again with what is known by now, and then does it.
    async fn change(
        &mut self,
        plan: &mut Planned,
        prior: Value,
        planned_action: Action,
        config: &Json,
    ) -> Result<(), Diagnostics> {
        let address = plan.address.clone();
        let (config, _) = self.validated(&address, config)?;
        if !config.is_wholly_known() {
            let told = "Something in the configuration is still unknown, and nothing is left that could make it known.";
            return Err(Diagnostic::error("Configuration is unknown").detail(told).into());
        }
        let private = self.stored.get(&address).map(|stored| stored.private.clone()).unwrap_or_default();
        let identity = self.identity_of(&address, self.stored.get(&address).filter(|_| !prior.is_null()))?;
        let again = self.plan_once(&address, &prior, &config, &identity, &private).await?;
        let schema = &self.offered(&address)?.schema;
        let again_action = action(&prior, &again.planned, &effective(schema, &prior, &again));
        let mut inconsistent: Vec<_> =
            check_replan(schema, &plan.planned, &again.planned).iter().map(ToString::to_string).collect();
        if again_action != planned_action && again_action != Action::NoOp {
            inconsistent.push(format!("rule 12: planned to {planned_action:?}, now to {again_action:?}"));
        }
        if !inconsistent.is_empty() {
            let told = Diagnostic::error("Provider produced inconsistent final plan").detail(inconsistent.join("\n"));
            return Err(told.into());
        }
        if again_action == Action::NoOp {
            return Ok(());
        }
        let request = ApplyRequest {
            type_name: type_of(&address),
            prior,
            planned: again.planned,
            config,
            identity: again.identity,
            private: &again.private,
        };
        let answer = self.plugin.apply(request).await;
        plan.warnings.extend(self.keep(&address, answer, planned_action == Action::Create)?);
        Ok(())
    }

    /// Keeps what an apply left. Beside an error, a state is kept and, after a creation, tainted; without a state, what was
    /// before is kept.
    fn keep(&mut self, address: &str, answer: StateAnswer, created: bool) -> Result<Diagnostics, Diagnostics> {
        let failed = answer.diagnostics.has_error();
        if !answer.state.is_null() {
            let stored = self.as_stored(address, &answer, failed && created)?;
            self.stored.insert(address.to_owned(), stored);
        } else if !failed {
            self.stored.remove(address);
        }
        no_error(answer.diagnostics)
    }

    /// A state as it is written to the state file.
    pub(super) fn as_stored(&self, address: &str, answer: &StateAnswer, tainted: bool) -> Result<Stored, Diagnostics> {
        let offered = self.offered(address)?;
        Ok(Stored {
            state: to_json(&wire(&answer.state, &offered.ty)?),
            schema_version: offered.schema.version,
            private: answer.private.clone(),
            tainted,
            identity: to_json(&answer.identity),
            identity_version: offered.thing.identity_version(),
        })
    }
}
