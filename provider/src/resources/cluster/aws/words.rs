//! What the configuration says, in the engine's words and in AWS'.

use std::collections::BTreeMap;

use kgas_engine::cluster::{self as engine, Capabilities, Minor, Surge};
use kgas_transport::aws::partition;

use crate::resources::cluster::model::{self, Channel, Level, LogComponent, OnBlocked, OnDowngrade, PoolUpgrades};

/// The schema lets only versions, counts and surges through that can be read; zero stands for what it cannot let through.
pub(super) fn minor(version: &str) -> Minor {
    version.parse().unwrap_or(Minor { major: 0, minor: 0 })
}

/// The schema lets no negative counts through.
pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// `2` or `10%`.
pub(super) fn surge(text: &str) -> Option<Surge> {
    match text.strip_suffix('%') {
        Some(percent) => percent.parse().ok().map(Surge::Percent),
        None => text.parse().ok().map(Surge::Count),
    }
}

/// The endpoint in the engine's words.
pub(in super::super) fn endpoint(endpoint: &model::Endpoint) -> engine::Endpoint {
    engine::Endpoint {
        public: endpoint.public,
        private: endpoint.private,
        allowed_cidrs: endpoint.allowed_cidrs.clone(),
    }
}

/// How upgrades go.
pub(super) fn upgrade(upgrade: &model::Upgrade) -> engine::Upgrade {
    engine::Upgrade {
        max_minor_steps: count(upgrade.max_minor_steps),
        on_downgrade: match upgrade.on_downgrade {
            OnDowngrade::Refuse => engine::OnDowngrade::Refuse,
            OnDowngrade::Rollback => engine::OnDowngrade::Rollback,
        },
        on_blocked: match upgrade.on_blocked {
            OnBlocked::Fail => engine::OnBlocked::Fail,
            OnBlocked::Force => engine::OnBlocked::Force,
        },
        node_pools: match upgrade.node_pools {
            PoolUpgrades::Follow => engine::NodePools::Follow,
            PoolUpgrades::Hold => engine::NodePools::Hold,
        },
    }
}

/// A channel in the engine's words.
pub(in super::super) fn channel(channel: Channel) -> engine::Channel {
    match channel {
        Channel::None => engine::Channel::None,
        Channel::Rapid => engine::Channel::Rapid,
        Channel::Regular => engine::Channel::Regular,
        Channel::Stable => engine::Channel::Stable,
        Channel::Extended => engine::Channel::Extended,
    }
}

/// An access level in the engine's words.
pub(in super::super) fn level(level: Level) -> &'static str {
    match level {
        Level::Admin => "admin",
        Level::Edit => "edit",
        Level::View => "view",
    }
}

/// The policy that stands for an access level, in the partition of `region`.
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html>.
pub(in super::super) fn access_policy(region: &str, access: Level) -> String {
    let name = Capabilities::AWS.access_policy(level(access)).unwrap_or_default();
    format!("arn:{}:eks::aws:cluster-access-policy/{name}", partition(region))
}

/// The name of an access policy, by which it is the same in every partition.
pub(in super::super) fn policy_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// A component of the control plane in AWS' words.
pub(in super::super) fn log_type(component: LogComponent) -> &'static str {
    match component {
        LogComponent::Api => "api",
        LogComponent::Audit => "audit",
        LogComponent::Authenticator => "authenticator",
        LogComponent::ControllerManager => "controllerManager",
        LogComponent::Scheduler => "scheduler",
    }
}

/// The same settings give the same text, however they were written.
pub(in super::super) fn canonical_json(text: &str) -> String {
    fn sorted(json: serde_json::Value) -> serde_json::Value {
        match json {
            serde_json::Value::Object(all) => {
                let all: BTreeMap<_, _> = all.into_iter().map(|(key, value)| (key, sorted(value))).collect();
                serde_json::Value::Object(all.into_iter().collect())
            }
            serde_json::Value::Array(all) => serde_json::Value::Array(all.into_iter().map(sorted).collect()),
            other => other,
        }
    }
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |json| sorted(json).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_compared_as_what_they_mean() {
        assert_eq!(canonical_json(r#"{ "b": [1, {"d":2,"c":3}], "a": 1 }"#), r#"{"a":1,"b":[1,{"c":3,"d":2}]}"#);
        assert_eq!(canonical_json("no JSON"), "no JSON");
    }
}
