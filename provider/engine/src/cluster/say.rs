//! An action in a line, for logs and diagnostics.

use std::fmt;

use super::{Action, Target};

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cluster => f.write_str("cluster"),
            Self::Pool(name) => write!(f, "pool {name}"),
            Self::Addon(name) => write!(f, "add-on {name}"),
            Self::Access(principal) => write!(f, "access of {principal}"),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let forced = |force: &bool| if *force { " by force" } else { "" };
        let at =
            |version: &Option<String>| version.as_ref().map_or_else(String::new, |version| format!(" at {version}"));
        match self {
            Self::CreateSupport { key } => write!(f, "create {key}"),
            Self::UpdateSupport { key, .. } => write!(f, "update {key}"),
            Self::DeleteSupport { key, id, .. } => write!(f, "delete {key} ({id})"),
            Self::CreateCluster { version } => write!(f, "create cluster at {version}"),
            Self::DeleteCluster => f.write_str("delete cluster"),
            Self::Tag { target, .. } => write!(f, "tag {target}"),
            Self::Claim { target, .. } => write!(f, "claim {target}"),
            Self::Release { target, .. } => write!(f, "release {target}"),
            Self::UpdateEndpoint { .. } => f.write_str("update endpoint"),
            Self::UpdateSubnets { .. } => f.write_str("update subnets"),
            Self::UpdateSecurityGroups { .. } => f.write_str("update security groups"),
            Self::UpdateLogging { .. } => f.write_str("update logging"),
            Self::UpdateChannel { channel } => write!(f, "update channel to {channel}"),
            Self::UpdateDeletionProtection { protected: true } => f.write_str("protect cluster from deletion"),
            Self::UpdateDeletionProtection { protected: false } => f.write_str("allow deletion of cluster"),
            Self::EnableEncryption { .. } => f.write_str("enable encryption"),
            Self::UpdateSetting { name, value } => write!(f, "update {name} to {value}"),
            Self::UpgradeCluster { to, force } => write!(f, "upgrade cluster to {to}{}", forced(force)),
            Self::RollbackCluster { to } => write!(f, "roll cluster back to {to}"),
            Self::CreateAccess { principal } => write!(f, "create access of {principal}"),
            Self::UpdateAccess { principal, .. } => write!(f, "update access of {principal}"),
            Self::DeleteAccess { principal } => write!(f, "delete access of {principal}"),
            Self::AssociatePolicy { principal, policy, .. } => write!(f, "give {principal} policy {policy}"),
            Self::DisassociatePolicy { principal, policy } => write!(f, "take policy {policy} from {principal}"),
            Self::CreateAddon { name, version } => write!(f, "create add-on {name}{}", at(version)),
            Self::UpdateAddon { name, version } => write!(f, "update add-on {name}{}", at(version)),
            Self::DeleteAddon { name, .. } => write!(f, "delete add-on {name}"),
            Self::CreatePool { name, version, desired, .. } => {
                write!(f, "create pool {name} at {version} with {desired} nodes")
            }
            Self::UpdatePool { name, .. } => write!(f, "update pool {name}"),
            Self::UpgradePool { name, to, force, .. } => write!(f, "roll pool {name} to {to}{}", forced(force)),
            Self::DeletePool { name } => write!(f, "delete pool {name}"),
        }
    }
}
