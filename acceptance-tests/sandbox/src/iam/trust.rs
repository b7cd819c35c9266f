//! Trust policies: who may assume a role.
use serde_json::Value;

use super::Role;
use crate::call::Refusal;

/// # Errors
/// `MalformedPolicyDocument`, when the text is not a policy with statements.
pub(crate) fn check(policy: &str) -> Result<(), Refusal> {
    let malformed = |words: &str| Refusal::of(400, "MalformedPolicyDocument", words);
    let document: Value = serde_json::from_str(policy).map_err(|_| malformed("This policy contains invalid Json"))?;
    let statements = listed(document.get("Statement"));
    if statements.is_empty() {
        return Err(malformed("Missing required field Statement"));
    }
    if statements.iter().any(|statement| statement.get("Principal").is_none()) {
        return Err(malformed("AssumeRole policy must contain principals"));
    }
    Ok(())
}

/// Whether the role may be assumed by the service principal, such as `eks.amazonaws.com`.
pub(crate) fn trusts(role: &Role, service: &str) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(&role.trust) else { return false };
    listed(document.get("Statement")).into_iter().any(|statement| {
        let allows = statement.get("Effect").and_then(Value::as_str) == Some("Allow");
        let services = listed(statement.get("Principal").and_then(|principal| principal.get("Service")));
        allows && services.into_iter().any(|name| name.as_str() == Some(service))
    })
}

/// A policy's "one or many": a list, or a single value in place of a list of one.
fn listed(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(one) => vec![one],
    }
}
