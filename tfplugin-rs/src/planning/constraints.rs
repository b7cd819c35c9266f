//! What the schema says about single values.

use super::merge::with_defaults;
use super::walk::{Place, attributes, each};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::Path;
use crate::schema::Schema;
use crate::value::Value;

/// All that the schema says against a configuration. What Terraform sees for itself, such as an argument that is not there, is
/// not looked for.
pub(crate) fn config_problems(schema: &Schema, config: &Value) -> Diagnostics {
    let mut told = Diagnostics::none();
    each(schema, config, &mut |place| match place {
        Place::Attribute { attribute, value, at, secret, .. } => {
            for constraint in attribute.constraints.iter().filter(|constraint| !constraint.holds(value)) {
                let seen = if secret { String::new() } else { shown(value) };
                let text = format!("`{at}` must be {constraint}{seen}.");
                told.push(Diagnostic::error("Invalid value").at(at.clone()).detail(text));
            }
            told.extend(who_gives(&place));
        }
        Place::Set { attributes, blocks, elements, at } => {
            let filled = elements.iter().map(|element| with_defaults(attributes, blocks, element));
            told.extend(same_elements(elements.len(), Value::set(filled), at));
        }
    });
    told
}

/// A null in place of what is required, or a value for what only the provider gives: Terraform itself refuses neither.
/// Source: <https://github.com/hashicorp/terraform/issues/30669>.
fn who_gives(place: &Place<'_>) -> Option<Diagnostic> {
    let Place::Attribute { attribute, value, at, outermost_computed, required, .. } = place else { return None };
    if *outermost_computed && !value.is_null() {
        return Some(
            Diagnostic::error("Value for unconfigurable attribute")
                .at((*at).clone())
                .detail(format!("`{at}` is decided by the provider, and was given a value."))
                .next_step("Remove it."),
        );
    }
    (*required && attribute.default.is_none() && value.is_null()).then(|| {
        Diagnostic::error("Missing required argument")
            .at((*at).clone())
            .detail(format!("`{at}` is required, and null was given."))
            .next_step("Give it a value.")
    })
}

/// Whether what is at `path` must not be shown: it, or something around it, is sensitive or never stored.
pub(crate) fn is_secret(schema: &Schema, path: &Path) -> bool {
    attributes(schema, path).any(|attribute| attribute.sensitive || attribute.write_only)
}

/// Elements of a set that differ only in whether they write a default out: the set would have fewer elements than configured.
fn same_elements(configured: usize, filled: Value, at: &Path) -> Option<Diagnostic> {
    let Value::Set(distinct) = filled else { return None };
    let distinct = distinct.len();
    (distinct < configured).then(|| {
        Diagnostic::error("Elements of a set are the same")
            .at(at.clone())
            .detail(format!("`{at}` has {configured} elements, of which {distinct} differ with defaults filled in."))
            .next_step("Write each element once.")
    })
}

/// Write-only values given to a Terraform that would store them.
pub(crate) fn write_only_problems(schema: &Schema, config: &Value) -> Diagnostics {
    let mut told = Diagnostics::none();
    each(schema, config, &mut |place| {
        if let Place::Attribute { attribute, value, at, .. } = place
            && attribute.write_only
            && !value.is_null()
        {
            told.push(
                Diagnostic::error("Write-only attributes are not supported by this Terraform")
                    .at(at.clone())
                    .detail(format!("`{at}` is never stored, which Terraform older than 1.11 cannot promise."))
                    .next_step("Use Terraform 1.11 or newer, or leave the attribute out."),
            );
        }
    });
    told
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("; it is {text:?}"),
        Value::Number(number) => format!("; it is {number}"),
        Value::Bool(flag) => format!("; it is {flag}"),
        Value::List(all) | Value::Set(all) => format!("; it has {} elements", all.len()),
        Value::Map(all) => format!("; it has {} elements", all.len()),
        _ => String::new(),
    }
}
