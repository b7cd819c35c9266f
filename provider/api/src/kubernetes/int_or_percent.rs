//! A number of pods, or a part of them.

use serde::Deserialize;
use serde_json::Value;

/// A number, or so many hundredths of another: `2` or `25%`.
/// Source: <https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Value")]
pub enum IntOrPercent {
    /// So many.
    Int(u32),
    /// So many hundredths. How a fraction of a pod is rounded is up to the field.
    Percent(u32),
}

impl TryFrom<Value> for IntOrPercent {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let number = |number: u64| u32::try_from(number).ok();
        let percent = |text: &str| text.strip_suffix('%')?.parse().ok();
        match &value {
            Value::Number(it) => it.as_u64().and_then(number).map(Self::Int),
            Value::String(text) => percent(text).map(Self::Percent),
            _ => None,
        }
        .ok_or("neither a number nor a percentage")
    }
}
