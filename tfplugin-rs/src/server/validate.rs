//! The calls that check a block before anything is planned.

use kgas_proto::tfplugin6 as tf;

use super::call::Call;
use super::capabilities::of_client;
use super::wire::{diagnostics, value};
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

impl Call for tf::validate_provider_config::Request {
    const RPC: &'static str = "ValidateProviderConfig";
    type Answer = tf::validate_provider_config::Response;

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told) }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let config = value(self.config.as_ref(), &plugin.provider.ty, "provider configuration")?;
        Ok(self.told(plugin.validate_provider(&config)))
    }
}

impl Call for tf::validate_resource_config::Request {
    const RPC: &'static str = "ValidateResourceConfig";
    type Answer = tf::validate_resource_config::Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told) }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let config = value(self.config.as_ref(), &plugin.resource(&self.type_name)?.ty, "configuration")?;
        let can = of_client(self.client_capabilities.as_ref());
        Ok(self.told(plugin.validate_resource(&self.type_name, &config, can)))
    }
}

impl Call for tf::validate_data_resource_config::Request {
    const RPC: &'static str = "ValidateDataResourceConfig";
    type Answer = tf::validate_data_resource_config::Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told) }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let config = value(self.config.as_ref(), &plugin.data_source(&self.type_name)?.ty, "configuration")?;
        Ok(self.told(plugin.validate_data_source(&self.type_name, &config)))
    }
}

impl Call for tf::validate_ephemeral_resource_config::Request {
    const RPC: &'static str = "ValidateEphemeralResourceConfig";
    type Answer = tf::validate_ephemeral_resource_config::Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told) }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let config = value(self.config.as_ref(), &plugin.ephemeral(&self.type_name)?.ty, "configuration")?;
        Ok(self.told(plugin.validate_ephemeral(&self.type_name, &config)))
    }
}
