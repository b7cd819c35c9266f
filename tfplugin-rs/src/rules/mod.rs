//! Terraform's data-consistency rules, checked on every answer before it leaves: a violation here names rule and path, where
//! Terraform's own message often cannot.
//!
//! The numbers follow the order in which Terraform meets them: planning (1 to 13), applying (14 to 20), reading (21),
//! upgrading (22), data sources (23), ephemeral resources (24), importing (25), moving (26), deferring (27), identity (28).
//!
//! Source: `internal/terraform/node_resource_abstract_instance.go` and `internal/plans/objchange` of Terraform 1.11.

mod applied;
mod conform;
mod correlate;
mod known;
mod planned;

use std::fmt;

use crate::path::Path;
use crate::schema::Schema;
use crate::value::Value;

pub use applied::{check_apply, check_replan};
pub use planned::check_plan;

/// A rule that an answer breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Its number.
    pub rule: u8,
    /// Where.
    pub path: Path,
    /// What is wrong, without the value.
    pub text: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}: {}: {}", self.rule, self.path, self.text)
    }
}

/// Violations as they are found.
#[derive(Debug, Default)]
struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, rule: u8, path: &Path, text: impl Into<String>) {
        self.0.push(Violation { rule, path: path.clone(), text: text.into() });
    }
}

/// Rule 11: the plan to destroy is null.
#[must_use]
pub fn check_destroy_plan(planned: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    if !planned.is_null() {
        found.add(11, &Path::root(), "a plan to destroy is not null");
    }
    found.0
}

/// Rule 17: what was to be deleted is gone, unless an error says why not; what was not is there.
#[must_use]
pub fn check_presence(planned: &Value, state: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    match (planned.is_null(), state.is_null()) {
        (true, false) => found.add(17, &Path::root(), "what was deleted still has a state"),
        (false, true) => found.add(17, &Path::root(), "what was created or updated has no state"),
        _ => {}
    }
    found.0
}

/// Rule 21: a state that was read is known and of the schema's type; null says that the object is gone.
#[must_use]
pub fn check_read(schema: &Schema, state: &Value) -> Vec<Violation> {
    if state.is_null() { Vec::new() } else { stored(21, schema, state) }
}

/// Rule 22: an upgraded state is there, known and of the schema's type.
#[must_use]
pub fn check_upgrade(schema: &Schema, state: &Value) -> Vec<Violation> {
    stored(22, schema, state)
}

/// Rule 25: an imported state is there, known and of the schema's type.
#[must_use]
pub fn check_import(schema: &Schema, state: &Value) -> Vec<Violation> {
    stored(25, schema, state)
}

/// Rule 26: a moved state is there, known and of the schema's type.
#[must_use]
pub fn check_move(schema: &Schema, state: &Value) -> Vec<Violation> {
    stored(26, schema, state)
}

/// Rule 23: a data source's result is there, known, of the schema's type, and keeps what was configured.
#[must_use]
pub fn check_data_source(schema: &Schema, config: &Value, result: &Value) -> Vec<Violation> {
    let mut found = stored(23, schema, result);
    if found.is_empty() {
        found.extend(renumbered(23, check_plan(schema, &Value::Null, config, result, &[].into())));
    }
    found
}

/// Rule 24: an ephemeral resource's result keeps the rules of a plan to create.
#[must_use]
pub fn check_ephemeral(schema: &Schema, config: &Value, result: &Value) -> Vec<Violation> {
    renumbered(24, check_plan(schema, &Value::Null, config, result, &[].into())).collect()
}

/// Rule 27: a response is deferred only where Terraform allows it.
#[must_use]
pub fn check_deferral(allowed: bool, deferred: bool) -> Vec<Violation> {
    let mut found = Found::default();
    if deferred && !allowed {
        found.add(27, &Path::root(), "deferred, and this Terraform does not allow it");
    }
    found.0
}

/// Rule 28: an identity is of its type, and known unless the object is only planned.
#[must_use]
pub fn check_identity(ty: &crate::value::Type, identity: &Value, only_planned: bool) -> Vec<Violation> {
    let mut found = Found::default();
    conform::check(28, ty, identity, &Path::root(), &mut found);
    if identity.is_null() {
        found.add(28, &Path::root(), "the identity is null");
    } else if !only_planned {
        known::check(28, identity, &Path::root(), &mut found);
    }
    found.0
}

/// Rule 28: an identity never changes. Null `before` says nothing, and neither does one that was not complete.
#[must_use]
pub fn check_same_identity(before: &Value, after: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    if let (Value::Object(before), Value::Object(after)) = (before, after)
        && !before.values().any(|part| part.is_null() || part.is_unknown())
    {
        for (name, part) in before {
            if after.get(name) != Some(part) {
                found.add(28, &Path::root(), format!("the identity's `{name}` is not what it was"));
            }
        }
    }
    found.0
}

fn renumbered(rule: u8, found: Vec<Violation>) -> impl Iterator<Item = Violation> {
    found.into_iter().map(move |violation| Violation { rule, ..violation })
}

/// What holds for every stored state: there, known, of its type, without write-only values.
fn stored(rule: u8, schema: &Schema, state: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    let root = Path::root();
    if state.is_null() {
        found.add(rule, &root, "there is no state");
    }
    conform::check(rule, &schema.ty(), state, &root, &mut found);
    known::check(rule, state, &root, &mut found);
    known::check_write_only(rule, schema, state, &mut found);
    found.0
}

#[cfg(test)]
mod tests;
