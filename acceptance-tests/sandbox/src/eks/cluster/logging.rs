//! Which logs of the control plane are kept.
use serde_json::{Value, json};

use crate::call::Refusal;
use crate::eks::input::texts;

const TYPES: [&str; 5] = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/// The whole of the logging after `asked` was applied over `before`: every type once, under enabled or not.
///
/// # Errors
/// `InvalidParameterException` on a type that there is not.
pub(crate) fn after(before: &Value, asked: &Value) -> Result<Value, Refusal> {
    let mut on: Vec<String> = enabled(before);
    for setup in asked["clusterLogging"].as_array().into_iter().flatten() {
        let types = texts(&setup["types"]);
        if let Some(unknown) = types.iter().find(|kind| !TYPES.contains(&kind.as_str())) {
            return Err(Refusal::invalid(format!("Unsupported log type: {unknown}")));
        }
        match setup["enabled"].as_bool() {
            Some(true) => on.extend(types),
            Some(false) => on.retain(|kind| !types.contains(kind)),
            None => {}
        }
    }
    let (on, off): (Vec<&str>, Vec<&str>) = TYPES.iter().partition(|kind| on.iter().any(|name| name == **kind));
    let setup = |types: Vec<&str>, enabled| (!types.is_empty()).then(|| json!({ "types": types, "enabled": enabled }));
    let setups: Vec<Value> = [setup(on, true), setup(off, false)].into_iter().flatten().collect();
    Ok(json!({ "clusterLogging": setups }))
}

/// The types that are on.
pub(crate) fn enabled(logging: &Value) -> Vec<String> {
    let setups = logging["clusterLogging"].as_array().into_iter().flatten();
    setups.filter(|setup| setup["enabled"] == true).flat_map(|setup| texts(&setup["types"])).collect()
}
