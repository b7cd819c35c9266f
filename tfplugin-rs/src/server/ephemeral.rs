//! `OpenEphemeralResource`, `RenewEphemeralResource`, `CloseEphemeralResource`: what is never stored.

use std::time::{SystemTime, UNIX_EPOCH};

use kgas_proto::{Timestamp, tfplugin6 as tf};

use super::call::Call;
use super::wire::{diagnostics, dynamic, value};
use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

impl Call for tf::open_ephemeral_resource::Request {
    const RPC: &'static str = "OpenEphemeralResource";
    type Answer = tf::open_ephemeral_resource::Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told), ..Self::Answer::default() }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let config = value(self.config.as_ref(), &plugin.ephemeral(&self.type_name)?.ty, "configuration")?;
        let opened = plugin.open(&self.type_name, &config).await?;
        Ok(Self::Answer {
            result: Some(dynamic(&opened.result)),
            renew_at: opened.renew_at.map(timestamp),
            private: Some(opened.private.to_bytes().into()),
            diagnostics: diagnostics(opened.diagnostics),
            deferred: None,
        })
    }
}

impl Call for tf::renew_ephemeral_resource::Request {
    const RPC: &'static str = "RenewEphemeralResource";
    type Answer = tf::renew_ephemeral_resource::Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told), private: self.private.clone(), renew_at: None }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let (notes, renew_at) = plugin.renew(&self.type_name, self.private.as_deref().unwrap_or_default()).await?;
        Ok(Self::Answer {
            renew_at: renew_at.map(timestamp),
            private: Some(notes.to_bytes().into()),
            diagnostics: Vec::new(),
        })
    }
}

impl Call for tf::close_ephemeral_resource::Request {
    const RPC: &'static str = "CloseEphemeralResource";
    type Answer = tf::close_ephemeral_resource::Response;

    fn about(&self) -> &str {
        &self.type_name
    }

    fn told(&self, told: Diagnostics) -> Self::Answer {
        Self::Answer { diagnostics: diagnostics(told) }
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
        let told = plugin.close(&self.type_name, self.private.as_deref().unwrap_or_default()).await;
        Ok(self.told(told))
    }
}

/// A time before 1970 has come already, as the beginning of 1970 has.
fn timestamp(time: SystemTime) -> Timestamp {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp { seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX), nanos: since.subsec_nanos().cast_signed() }
}
