//! `UpgradeResourceState` and `UpgradeResourceIdentity`: what was stored becomes what today's schema says.

use kgas_proto::tfplugin6 as tf;
use tf::{upgrade_resource_identity, upgrade_resource_state};

use super::call::Call;
use super::wire::{diagnostics, dynamic, identity_type, raw_json};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plugin::Plugin;
use crate::state_json::from_json;

impl Call for upgrade_resource_state::Request {
    const RPC: &'static str = "UpgradeResourceState";
    type Answer = upgrade_resource_state::Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told), ..Self::Answer::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let json = raw_json(self.raw_state.as_ref())?;
        let state = plugin.upgrade(&self.type_name, self.version, &json)?;
        Ok(Self::Answer { upgraded_state: Some(dynamic(&state)), diagnostics: Vec::new() })
    }
}

/// Identities have had one form so far: version 0, as stored.
impl Call for upgrade_resource_identity::Request {
    const RPC: &'static str = "UpgradeResourceIdentity";
    type Answer = upgrade_resource_identity::Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told), ..Self::Answer::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let unreadable = |why: String| {
            Diagnostic::error("Identity cannot be upgraded")
                .detail(format!("The stored identity of this {} does not read: {why}.", self.type_name))
                .next_step("Use the provider version that wrote it, or import the object anew.")
        };
        if self.version != 0 {
            return Err(unreadable(format!("it has version {}, and today's is 0", self.version)).into());
        }
        let json = raw_json(self.raw_identity.as_ref())?;
        let ty = identity_type(&plugin.identity_attributes(&self.type_name));
        let value = from_json(&json, &ty).map_err(|err| unreadable(err.to_string()))?;
        let upgraded = tf::ResourceIdentityData { identity_data: Some(dynamic(&value)) };
        Ok(Self::Answer { upgraded_identity: Some(upgraded), diagnostics: Vec::new() })
    }
}
