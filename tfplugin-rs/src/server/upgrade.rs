//! `UpgradeResourceState` and `UpgradeResourceIdentity`: what was stored becomes what today's schema says.

use kgas_proto::tfplugin6 as tf;
use tf::{upgrade_resource_identity, upgrade_resource_state};

use super::call::Call;
use super::wire::{diagnostics, dynamic, identity, raw_json};
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

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
        let json = raw_json(self.raw_identity.as_ref())?;
        let upgraded = plugin.upgrade_identity(&self.type_name, self.version, &json)?;
        Ok(Self::Answer { upgraded_identity: identity(&upgraded), diagnostics: Vec::new() })
    }
}
