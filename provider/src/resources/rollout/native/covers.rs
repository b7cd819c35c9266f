//! Whether what is there is what was declared, whatever others and the API server's defaults have added.

use serde_json::Value;

/// Every field of `wanted` is in `live`, with the same value; lists have to be as long.
pub(in crate::resources::rollout) fn covers(live: &Value, wanted: &Value) -> bool {
    match (live, wanted) {
        (Value::Object(live), Value::Object(wanted)) => {
            wanted.iter().all(|(name, wanted)| live.get(name).is_some_and(|live| covers(live, wanted)))
        }
        (Value::Array(live), Value::Array(wanted)) => {
            live.len() == wanted.len() && live.iter().zip(wanted).all(|(live, wanted)| covers(live, wanted))
        }
        (Value::Number(live), Value::Number(wanted)) => live.as_f64() == wanted.as_f64(),
        (live, wanted) => live == wanted,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::covers;

    #[test]
    fn what_others_added_does_not_count_and_what_they_changed_does() {
        let live = json!({ "a": [{ "name": "x", "kind": "Service" }], "b": 1.0, "c": "d" });
        assert!(covers(&live, &json!({ "a": [{ "name": "x" }], "b": 1 })));
        assert!(!covers(&live, &json!({ "a": [] })));
        assert!(!covers(&live, &json!({ "a": [{ "name": "y" }] })));
        assert!(!covers(&live, &json!({ "e": null })));
    }
}
