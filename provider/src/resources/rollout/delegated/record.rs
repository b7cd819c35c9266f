//! What is written down beside the journal: the template to go back to, and what the controller had said when an attempt began.

use kgas_api::kubernetes::Object;
use kgas_engine::rollout::Journal;
use serde_json::{Value, json};

use crate::resources::rollout::native::record::{SAID, journal_data};

const STABLE: &str = "stable.json";

/// It.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record {
    /// The template of the stable revision.
    pub(super) stable: Option<Value>,
    /// The controller's words when the attempt under way began: while they are the same, it has not taken it up.
    pub(super) said: String,
}

impl Record {
    /// Reads it off the journal's object.
    pub(super) fn of(object: Option<&Object>) -> Self {
        let text = |key: &str| object?.get(&["data", key])?.as_str();
        let stable = text(STABLE).and_then(|text| serde_json::from_str(text).ok());
        Self { stable, said: text(SAID).unwrap_or_default().to_owned() }
    }

    /// What the journal's object holds with it.
    pub(super) fn data(&self, journal: &Journal) -> Value {
        let mut data = journal_data(journal);
        data[SAID] = json!(self.said);
        if let Some(stable) = &self.stable {
            data[STABLE] = json!(stable.to_string());
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let record = Record { stable: Some(json!({ "spec": { "containers": [] } })), said: "Succeeded".to_owned() };
        let parts = json!({
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "x" }, "data": record.data(&Journal::default()),
        });
        assert_eq!(Record::of(Some(&Object::from_value(parts).unwrap())), record);
        assert_eq!(Record::of(None), Record::default());
    }
}
