//! Is a configuration right, as far as it is known?

use super::Plugin;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::planning::{config_problems, write_only_problems};
use crate::schema::Schema;
use crate::value::Value;

/// What the calling Terraform can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// It keeps write-only values out of plan and state (1.11 and newer).
    pub(crate) write_only: bool,
}

impl Plugin {
    /// Checks the provider block.
    pub(crate) fn validate_provider(&self, config: &Value) -> Diagnostics {
        checked(&self.provider.schema, config, || self.provider.thing.validate(config))
    }

    /// Checks a resource block.
    pub(crate) fn validate_resource(&self, type_name: &str, config: &Value, can: Capabilities) -> Diagnostics {
        let offered = match self.resource(type_name) {
            Ok(offered) => offered,
            Err(told) => return told.into(),
        };
        let mut told = checked(&offered.schema, config, || offered.thing.validate(config));
        if !can.write_only {
            told.extend(write_only_problems(&offered.schema, config));
        }
        told
    }

    /// Checks a data block.
    pub(crate) fn validate_data_source(&self, type_name: &str, config: &Value) -> Diagnostics {
        match self.data_source(type_name) {
            Ok(offered) => checked(&offered.schema, config, || offered.thing.validate(config)),
            Err(told) => told.into(),
        }
    }

    /// Checks an ephemeral block.
    pub(crate) fn validate_ephemeral(&self, type_name: &str, config: &Value) -> Diagnostics {
        match self.ephemeral(type_name) {
            Ok(offered) => checked(&offered.schema, config, || offered.thing.validate(config)),
            Err(told) => told.into(),
        }
    }
}

/// First what the schema can tell, each value by itself; then what only the thing itself knows.
fn checked(schema: &Schema, config: &Value, own: impl FnOnce() -> Diagnostics) -> Diagnostics {
    let mut told = config_problems(schema, config);
    // What the schema speaks against may not even read: once is enough.
    let is_told = |one: &Diagnostic| one.severity == Severity::Error && told.iter().any(|told| told.path == one.path);
    let own: Vec<_> = own().into_iter().filter(|one| !is_told(one)).collect();
    told.extend(own);
    told
}
