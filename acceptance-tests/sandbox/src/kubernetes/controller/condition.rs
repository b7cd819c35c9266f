//! Conditions in a status.
//! Source: <https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md>.
use serde_json::{Value, json};

use crate::moment::Moment;

/// A condition, without its times.
pub(super) struct Condition<'c> {
    pub(super) kind: &'c str,
    pub(super) holds: bool,
    pub(super) reason: &'c str,
    pub(super) message: &'c str,
}

impl Condition<'_> {
    /// Puts the condition into the list, and says whether anything is different then. The time of a transition is that of
    /// the last change of whether it holds.
    pub(super) fn put(&self, list: &mut Vec<Value>, now: Moment) -> bool {
        let at = list.iter().position(|condition| condition["type"] == self.kind);
        let status = if self.holds { "True" } else { "False" };
        let old = at.map(|at| list[at].clone()).unwrap_or_default();
        let same = |member: &str, value: &str| old[member].as_str().unwrap_or_default() == value;
        if at.is_some() && same("status", status) && same("reason", self.reason) && same("message", self.message) {
            return false;
        }
        let since = old["lastTransitionTime"].as_str().filter(|_| old["status"] == status);
        let since = since.map_or_else(|| now.iso(), str::to_owned);
        let mut condition = json!({ "type": self.kind, "status": status, "lastTransitionTime": since });
        // A pod's condition that holds needs no words.
        if !self.reason.is_empty() {
            condition["reason"] = self.reason.into();
            condition["message"] = self.message.into();
        }
        match at {
            Some(at) => list[at] = condition,
            None => list.push(condition),
        }
        true
    }
}

/// The conditions of a status.
pub(super) fn of(doc: &Value) -> Vec<Value> {
    doc["status"]["conditions"].as_array().cloned().unwrap_or_default()
}
