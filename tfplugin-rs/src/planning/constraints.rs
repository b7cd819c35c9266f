//! What the schema says about single values.

use super::merge::with_defaults;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::Path;
use crate::schema::{Attribute, Block, Kind, Nesting, Schema};
use crate::value::Value;

/// Values that a constraint of the schema speaks against.
pub(crate) fn constraint_problems(schema: &Schema, config: &Value) -> Diagnostics {
    let mut told = Diagnostics::none();
    each(&schema.attributes, &schema.blocks, config, &Path::root(), &mut |attribute, value, at| {
        for constraint in attribute.constraints.iter().filter(|constraint| !constraint.holds(value)) {
            let seen = if attribute.sensitive { String::new() } else { shown(value) };
            told.push(
                Diagnostic::error("Invalid value").at(at.clone()).detail(format!("`{at}` must be {constraint}{seen}.")),
            );
        }
        told.extend(same_elements(attribute, value, at));
    });
    told
}

/// Elements of a set that differ only in whether they write a default out: the set would have fewer elements than configured.
fn same_elements(attribute: &Attribute, value: &Value, at: &Path) -> Option<Diagnostic> {
    let (Kind::Nested(Nesting::Set, inner), Value::Set(all)) = (&attribute.kind, value) else { return None };
    let Value::Set(distinct) = Value::set(all.iter().map(|element| with_defaults(inner, &[], element))) else {
        return None;
    };
    let (configured, distinct) = (all.len(), distinct.len());
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
    each(&schema.attributes, &schema.blocks, config, &Path::root(), &mut |attribute, value, at| {
        if attribute.write_only && !value.is_null() {
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

/// Every attribute of every object that is there.
fn each(
    attributes: &[Attribute],
    blocks: &[Block],
    value: &Value,
    at: &Path,
    visit: &mut dyn FnMut(&Attribute, &Value, &Path),
) {
    let Value::Object(parts) = value else { return };
    for attribute in attributes {
        let Some(value) = parts.get(&attribute.name) else { continue };
        let at = at.clone().attribute(&attribute.name);
        visit(attribute, value, &at);
        if let Kind::Nested(_, inner) = &attribute.kind {
            elements(value, &at, &mut |value, at| each(inner, &[], value, at, visit));
        }
    }
    for block in blocks {
        let Some(value) = parts.get(&block.name) else { continue };
        let at = at.clone().attribute(&block.name);
        elements(value, &at, &mut |value, at| each(&block.attributes, &block.blocks, value, at, visit));
    }
}

/// The objects that a nested attribute or block holds, each with its path; those of a set have the set's.
fn elements(value: &Value, at: &Path, visit: &mut dyn FnMut(&Value, &Path)) {
    match value {
        Value::Object(_) => visit(value, at),
        Value::List(all) => {
            for (index, one) in all.iter().enumerate() {
                visit(one, &at.clone().index(index));
            }
        }
        Value::Set(all) => all.iter().for_each(|one| visit(one, at)),
        Value::Map(all) => {
            for (key, one) in all {
                visit(one, &at.clone().key(key));
            }
        }
        _ => {}
    }
}
