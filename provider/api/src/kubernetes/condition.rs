//! What an object's controller says of it.

use jiff::Timestamp;
use serde::Deserialize;

/// One thing that holds of an object, or does not.
/// Source: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/condition/>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// What, such as `Available`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it holds.
    pub status: Truth,
    /// Why, in a word.
    #[serde(default)]
    pub reason: String,
    /// Why, in a sentence.
    #[serde(default)]
    pub message: String,
    /// The generation of the object that was looked at, where the controller says it.
    #[serde(default)]
    pub observed_generation: Option<i64>,
    /// Since when.
    #[serde(default, deserialize_with = "crate::time::read")]
    pub last_transition_time: Option<Timestamp>,
}

open_enum! {
    /// Whether something holds.
    Truth {
        True = "True",
        False = "False",
        /// The controller cannot tell, or has not looked yet.
        Unknown = "Unknown",
    }
}

/// The condition of a type.
#[must_use]
pub fn condition<'a>(of: &'a [Condition], kind: &str) -> Option<&'a Condition> {
    of.iter().find(|condition| condition.kind == kind)
}

/// Whether a condition of a type is there and holds.
#[must_use]
pub fn is_true(of: &[Condition], kind: &str) -> bool {
    condition(of, kind).is_some_and(|condition| condition.status == Truth::True)
}
