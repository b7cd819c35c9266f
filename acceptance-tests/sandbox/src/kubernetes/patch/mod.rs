//! Patches that say what changes; who owns what plays no part in them.
use serde_json::Value;

use super::ask::Form;
use super::kind::{Kind, Trait};
use super::refusal;
use crate::call::Refusal;

mod json;
mod merge;

pub(super) use merge::merge;

/// What the patch makes of `doc`.
///
/// # Errors
/// The refusal of a patch that does not fit.
pub(super) fn patched(kind: &Kind, form: Form, doc: &Value, patch: &Value) -> Result<Value, Refusal> {
    let mut doc = doc.clone();
    match form {
        Form::Json => json::apply(&mut doc, patch)?,
        Form::Strategic if kind.has(Trait::Custom) => {
            return Err(refusal::media_type(
                "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
            ));
        }
        Form::Strategic => merge::strategic(kind, &mut doc, patch),
        Form::Merge | Form::Apply => merge(&mut doc, patch),
    }
    Ok(doc)
}
