//! What Terraform keeps of a resource.

use serde_json::Value as Json;

/// One resource in a state file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its attributes.
    pub state: Json,
    /// The version of the schema they were written by.
    pub schema_version: i64,
    /// The provider's notes.
    pub private: Vec<u8>,
    /// Its creation failed half way: the next plan replaces it.
    pub tainted: bool,
    /// What names the object for ever; null when the resource has no identity.
    pub identity: Json,
    /// The version of the identity's attributes it was written by.
    pub identity_version: i64,
}

impl Stored {
    /// State as a release of the provider with schema version `schema_version` wrote it.
    #[must_use]
    pub fn new(state: Json, schema_version: i64) -> Self {
        Self { state, schema_version, private: Vec::new(), tainted: false, identity: Json::Null, identity_version: 0 }
    }
}
