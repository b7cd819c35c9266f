//! State as it was stored, perhaps by an older version of the provider, becomes state of today's schema.

use super::{Plugin, broken};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resource::Upgrade;
use crate::rules::check_upgrade;
use crate::state_json::from_json;
use crate::value::Value;

impl Plugin {
    /// Reads stored state of `version`, taking every described step up to today's.
    ///
    /// # Errors
    /// No way leads from that version to today's, or the state does not read.
    pub(crate) fn upgrade(&self, type_name: &str, version: i64, json: &[u8]) -> Result<Value, Diagnostics> {
        let offered = self.resource(type_name)?;
        let today = offered.schema.version;
        let unreadable = |why: String| {
            Diagnostic::error("State cannot be upgraded")
                .detail(format!(
                    "The state of this {type_name} has schema version {version}, today's is {today}: {why}"
                ))
                .next_step(
                    "The state was not changed. Use the provider version that wrote it, or import the object anew.",
                )
        };
        let state = if version == today {
            from_json(json, &offered.ty).map_err(|err| unreadable(err.to_string()))?
        } else {
            let upgraded = stepped(version, today, json, &offered.thing.upgrades()).map_err(unreadable)?;
            from_json(&upgraded, &offered.ty).map_err(|err| unreadable(err.to_string()))?
        };
        let told: Diagnostics = broken(check_upgrade(&offered.schema, &state)).collect();
        if told.has_error() { Err(told) } else { Ok(state) }
    }
}

fn stepped(mut version: i64, today: i64, json: &[u8], steps: &[Upgrade]) -> Result<Vec<u8>, String> {
    let mut state = serde_json::from_slice(json).map_err(|err| err.to_string())?;
    while version != today {
        let step = steps.iter().find(|step| step.from == version && step.to > version && step.to <= today);
        let step = step.ok_or_else(|| format!("there is no step from version {version}."))?;
        state = (step.step)(state)?;
        version = step.to;
    }
    Ok(state.to_string().into_bytes())
}
