//! Notes the provider keeps in the state, out of the user's sight.

use serde_json::{Map, Value as Json};

/// A JSON object by key. Keys of a newer provider are kept when an older one writes its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Private(Map<String, Json>);

impl Private {
    /// The notes in the state. Bytes that are not ours are taken as no notes: they cannot be repaired, only replaced.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(serde_json::from_slice(bytes).unwrap_or_default())
    }

    /// What is stored; nothing when there are no notes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.0.is_empty() { Vec::new() } else { Json::Object(self.0.clone()).to_string().into_bytes() }
    }

    /// One note.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.0.get(key)
    }

    /// Writes one note.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<Json>) {
        self.0.insert(key.into(), value.into());
    }

    /// Forgets one note.
    pub fn remove(&mut self, key: &str) {
        self.0.shift_remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_keys_survive_and_nothing_is_no_bytes() {
        let mut notes = Private::from_bytes(br#"{"newer":1}"#);
        notes.set("handle", "op-1");
        assert_eq!(Private::from_bytes(&notes.to_bytes()).get("newer"), Some(&Json::from(1)));
        notes.remove("handle");
        notes.remove("newer");
        assert_eq!(notes.to_bytes(), b"");
        assert_eq!(Private::from_bytes(b"\xff").to_bytes(), b"");
    }
}
