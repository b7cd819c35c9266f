//! Planning, as `terraform plan` does it.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::core::{no_error, type_of, wire};
use super::proposed::proposed;
use super::{Core, Stored};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::{Path, Step};
use crate::plugin::{PlanAnswer, PlanRequest};
use crate::schema::{Kind, Schema};
use crate::value::Value;
use crate::view::value_at;

/// What a plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    NoOp,
    /// Creates what is not there.
    Create,
    /// Changes it in place.
    Update,
    /// Deletes it, then creates another.
    Replace,
    /// Deletes it.
    Delete,
}

/// A plan for one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The resource.
    pub address: String,
    /// What it does.
    pub action: Action,
    /// The state as it was read just now; null when there is nothing.
    pub prior: Value,
    /// The state it leads to; null when it deletes.
    pub planned: Value,
    /// The changes that mean another object.
    pub replace: BTreeSet<Path>,
    /// What was told along the way.
    pub warnings: Diagnostics,
    /// What is kept of the resource after the refresh.
    pub(super) refreshed: Option<Stored>,
    pub(super) identity: Value,
    pub(super) private: Vec<u8>,
}

impl Core {
    /// Refreshes the resource and plans `config`. The state is not changed.
    ///
    /// # Errors
    /// What the provider or Terraform refuses.
    pub async fn plan(&self, address: &str, config: &Json) -> Result<Planned, Diagnostics> {
        let (value, mut warnings) = self.validated(address, config)?;
        let refreshed = self.refreshed(address, &mut warnings).await?;
        let prior = self.value_of(address, refreshed.as_ref())?;
        let start = refreshed.as_ref().filter(|stored| !stored.tainted);
        let before = if start.is_some() { prior.clone() } else { Value::Null };
        let private = start.map(|stored| stored.private.clone()).unwrap_or_default();
        let identity = self.identity_of(address, start)?;
        let mut answer = self.plan_once(address, &before, &value, &identity, &private).await?;
        warnings.extend(answer.diagnostics.clone());
        let replace = effective(&self.offered(address)?.schema, &before, &answer);
        let mut action = action(&before, &answer.planned, &replace);
        if action == Action::Replace {
            answer = self.plan_once(address, &Value::Null, &value, &Value::Null, &answer.private).await?;
        } else if action == Action::Create && !prior.is_null() {
            action = Action::Replace;
        }
        let address = address.to_owned();
        let PlanAnswer { planned, private, identity, .. } = answer;
        Ok(Planned { address, action, prior, planned, replace, warnings, refreshed, identity, private })
    }

    /// Refreshes the resource and plans to delete it.
    ///
    /// # Errors
    /// What the provider or Terraform refuses.
    pub async fn plan_destroy(&self, address: &str) -> Result<Planned, Diagnostics> {
        let mut warnings = Diagnostics::none();
        let refreshed = self.refreshed(address, &mut warnings).await?;
        let prior = self.value_of(address, refreshed.as_ref())?;
        let kept = refreshed.as_ref().map(|stored| stored.private.clone()).unwrap_or_default();
        let (action, private) = if prior.is_null() {
            (Action::NoOp, kept)
        } else {
            let identity = self.identity_of(address, refreshed.as_ref())?;
            let answer = self.plan_once(address, &prior, &Value::Null, &identity, &kept).await?;
            warnings.extend(answer.diagnostics);
            (Action::Delete, answer.private)
        };
        let (address, identity) = (address.to_owned(), Value::Null);
        let (planned, replace) = (Value::Null, BTreeSet::new());
        Ok(Planned { address, action, prior, planned, replace, warnings, refreshed, identity, private })
    }

    /// Checks that a plan of `config` does nothing, as it has to after an apply.
    ///
    /// # Errors
    /// What the plan does, and where; or why there is none.
    pub async fn settled(&self, address: &str, config: &Json) -> Result<(), Diagnostics> {
        let plan = self.plan(address, config).await?;
        if plan.action == Action::NoOp {
            return Ok(());
        }
        let mut places = Vec::new();
        differences(&plan.prior, &plan.planned, &Path::root(), &mut places);
        let told = Diagnostic::error("Plan is not empty").detail(format!(
            "{address}: {:?}, because of {}.",
            plan.action,
            places.join(", ")
        ));
        Err(told.into())
    }

    /// One call to plan, made twice: both answers have to be the same.
    pub(super) async fn plan_once(
        &self,
        address: &str,
        prior: &Value,
        config: &Value,
        identity: &Value,
        private: &[u8],
    ) -> Result<PlanAnswer, Diagnostics> {
        let offered = self.offered(address)?;
        let proposed = wire(&proposed(&offered.schema, prior, config), &offered.ty)?;
        let request = || PlanRequest {
            type_name: type_of(address),
            prior: prior.clone(),
            proposed: proposed.clone(),
            config: config.clone(),
            identity: identity.clone(),
            private,
        };
        let mut answer = self.plugin.plan(request()).await;
        if answer != self.plugin.plan(request()).await {
            let text = "Planned twice with the same input, it answered differently. A plan must not depend on clock, chance \
                        or what was planned before.";
            return Err(Diagnostic::bug(text).into());
        }
        answer.diagnostics = no_error(answer.diagnostics)?;
        answer.planned = wire(&answer.planned, &offered.ty)?;
        Ok(answer)
    }
}

/// The paths at which a replacement is both asked for and due: where the values differ, or are never stored.
pub(super) fn effective(schema: &Schema, prior: &Value, answer: &PlanAnswer) -> BTreeSet<Path> {
    let due = |path: &&Path| {
        let (before, after) = (value_at(prior, path), value_at(&answer.planned, path));
        before != after || after.is_some_and(|after| !after.is_wholly_known()) || is_write_only(schema, path)
    };
    answer.replace.iter().filter(due).cloned().collect()
}

pub(super) fn action(prior: &Value, planned: &Value, replace: &BTreeSet<Path>) -> Action {
    match (prior.is_null(), planned.is_null()) {
        (true, _) => Action::Create,
        (false, true) => Action::Delete,
        _ if !replace.is_empty() => Action::Replace,
        _ if prior == planned => Action::NoOp,
        _ => Action::Update,
    }
}

fn is_write_only(schema: &Schema, path: &Path) -> bool {
    let (mut attributes, mut blocks) = (schema.attributes.as_slice(), schema.blocks.as_slice());
    for step in path.steps() {
        let Step::Attribute(name) = step else { continue };
        if let Some(attribute) = attributes.iter().find(|one| one.name == *name) {
            if attribute.write_only {
                return true;
            }
            let Kind::Nested(_, inner) = &attribute.kind else { return false };
            (attributes, blocks) = (inner, &[]);
        } else if let Some(block) = blocks.iter().find(|one| one.name == *name) {
            (attributes, blocks) = (&block.attributes, &block.blocks);
        } else {
            return false;
        }
    }
    false
}

/// The outermost places at which two values differ for a reason of their own.
fn differences(before: &Value, after: &Value, at: &Path, places: &mut Vec<String>) {
    match (before, after) {
        (before, after) if before == after => {}
        (Value::Object(before), Value::Object(after)) => {
            for (name, before) in before {
                let after = after.get(name).unwrap_or(&Value::Null);
                differences(before, after, &at.clone().attribute(name), places);
            }
        }
        (Value::Map(before), Value::Map(after)) if before.keys().eq(after.keys()) => {
            for ((key, before), after) in before.iter().zip(after.values()) {
                differences(before, after, &at.clone().key(key), places);
            }
        }
        (Value::List(before), Value::List(after)) if before.len() == after.len() => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                differences(before, after, &at.clone().index(index), places);
            }
        }
        (_, Value::Unknown(_)) => places.push(format!("`{at}` (known after apply)")),
        _ => places.push(format!("`{at}`")),
    }
}
