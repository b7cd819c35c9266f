//! Checks of what stands in the configuration alone.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::super::{Access, Capabilities, Endpoint, OnDowngrade, Scope, Spec};
use super::Issue;
use crate::owner::OWN_TAG_PREFIX;

/// The cluster's name.
#[must_use]
pub fn name(capabilities: &Capabilities, name: &str) -> Vec<Issue> {
    let rule = capabilities.cluster_name;
    if rule.accepts(name) {
        return vec![];
    }
    let first = if rule.digit_first { "a letter or digit" } else { "a letter" };
    let case = if rule.lower_case { "lower-case letters" } else { "letters" };
    let also = if rule.also.is_empty() { String::new() } else { format!(" and {:?}", rule.also) };
    let next_step = format!("Use at most {} characters: {case}, digits{also}, beginning with {first}.", rule.max);
    vec![Issue::error(
        "name",
        "Name is not allowed",
        format!("{} refuses the name {name:?}.", capabilities.cloud),
        next_step,
    )]
}

/// What this cloud does not have.
#[must_use]
pub fn attributes(spec: &Spec) -> Vec<Issue> {
    let cloud = spec.capabilities.cloud;
    let unsupported = |path: &str, what: String| {
        Issue::error(
            path,
            "Attribute is not supported on this cloud",
            format!("{cloud} has no {what}."),
            format!("Remove {path}."),
        )
    };
    let mut issues = Vec::new();
    if let Some(channel) = spec.channel.filter(|channel| spec.capabilities.channel(*channel).is_none()) {
        issues.push(unsupported("channel", format!("channel that corresponds to {channel:?}")));
    }
    if spec.upgrade.on_downgrade == OnDowngrade::Rollback && !spec.capabilities.rollback {
        issues.push(unsupported("upgrade.on_downgrade", "rollback of a control plane".into()));
    }
    if spec.network.security_groups.iter().flatten().next().is_some() && !spec.capabilities.security_groups {
        issues.push(unsupported("network.security_group_ids", "security groups".into()));
    }
    let unknown = spec.settings.keys().filter(|name| spec.capabilities.setting(name).is_none());
    issues.extend(unknown.map(|name| unsupported(name, format!("setting {name}"))));
    issues
}

/// Where the control plane attaches.
#[must_use]
pub fn network(spec: &Spec) -> Vec<Issue> {
    let (given, needed) = (spec.network.subnets.len(), spec.capabilities.min_subnets);
    if given >= needed {
        return vec![];
    }
    let detail = format!(
        "{} needs at least {needed} subnets for a control plane and {given} are given.",
        spec.capabilities.cloud
    );
    vec![Issue::error("network.subnet_ids", "Too few subnets", detail, "Name subnets in different zones.")]
}

/// Who can reach the API server.
#[must_use]
pub fn endpoint(endpoint: &Endpoint) -> Vec<Issue> {
    let mut issues = Vec::new();
    if !endpoint.public && !endpoint.private {
        let detail = "With both endpoints off nobody, nodes included, can reach the API server.".to_owned();
        issues.push(Issue::error(
            "endpoint",
            "No endpoint is on",
            detail,
            "Set endpoint.private or endpoint.public to true.",
        ));
    }
    if endpoint.public && endpoint.allowed_cidrs.is_empty() {
        let detail =
            "The public endpoint is on and nothing says who may use it, which would be the whole internet.".to_owned();
        let next_step = "List the networks, or write out \"0.0.0.0/0\" if everyone is meant.";
        issues.push(Issue::error(
            "endpoint.allowed_cidrs",
            "Public endpoint without allowed networks",
            detail,
            next_step,
        ));
    }
    if !endpoint.public && !endpoint.allowed_cidrs.is_empty() {
        let detail = "The networks restrict the public endpoint, which is off.".to_owned();
        issues.push(Issue::warning(
            "endpoint.allowed_cidrs",
            "Allowed networks have no effect",
            detail,
            "Remove them.",
        ));
    }
    for cidr in endpoint.allowed_cidrs.iter().filter(|cidr| !is_cidr(cidr)) {
        let detail = format!("{cidr:?} is not a network in CIDR notation, with no bit set beyond its prefix.");
        issues.push(Issue::error("endpoint.allowed_cidrs", "Not a network", detail, "Write it as \"203.0.113.0/24\"."));
    }
    issues
}

/// Whether nodes reach the API server.
#[must_use]
pub fn reach(spec: &Spec) -> Vec<Issue> {
    let everywhere = |endpoint: &Endpoint| endpoint.allowed_cidrs.contains("0.0.0.0/0");
    let narrow = |endpoint: &&Endpoint| endpoint.public && !endpoint.private && !everywhere(endpoint);
    let pools = spec.pools.iter().flatten().count();
    let Some(endpoint) = spec.endpoint.as_ref().filter(narrow).filter(|_| pools > 0) else { return vec![] };
    let allowed: Vec<_> = endpoint.allowed_cidrs.iter().map(String::as_str).collect();
    let detail = format!(
        "endpoint.private is off, so nodes come from the internet like everybody else, and only from {}.",
        allowed.join(", ")
    );
    let next_step =
        "Set endpoint.private to true, or check that the addresses by which nodes reach the internet are among them.";
    vec![Issue::warning("endpoint.allowed_cidrs", "Nodes may not reach the API server", detail, next_step)]
}

/// The cloud shows a network by its first address: any other would differ from it for ever.
fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let (bits, longest) = match address.parse() {
        Ok(IpAddr::V4(address)) => (u128::from(address.to_bits()) << 96, 32),
        Ok(IpAddr::V6(address)) => (address.to_bits(), 128),
        Err(_) => return false,
    };
    let beyond = |length: u8| u128::MAX.checked_shr(u32::from(length)).unwrap_or(0);
    let fits = length.parse::<u8>().is_ok_and(|length| length <= longest && bits & beyond(length) == 0);
    fits && !length.starts_with('+')
}

/// Log components.
#[must_use]
pub fn logging(capabilities: &Capabilities, components: &BTreeSet<String>) -> Vec<Issue> {
    let known = capabilities.log_components;
    let unknown = components.iter().filter(|component| !known.contains(&component.as_str()));
    let issue = |component: &String| {
        let detail = format!("{} has no log component {component:?}.", capabilities.cloud);
        Issue::error(
            "logging.components",
            "Unknown log component",
            detail,
            format!("Choose from {}.", known.join(", ")),
        )
    };
    unknown.map(issue).collect()
}

/// Tags that are not the user's to set.
#[must_use]
pub fn tags(capabilities: &Capabilities, tags: &BTreeMap<String, String>) -> Vec<Issue> {
    let reserved = |key: &&String| {
        key.starts_with(OWN_TAG_PREFIX)
            || capabilities.reserved_tag_prefixes.iter().any(|prefix| key.starts_with(prefix))
    };
    let issue = |key: &String| {
        let detail = format!("The tag {key:?} is set by the cloud or by this provider.");
        Issue::error(format!("tags[{key:?}]"), "Tag is reserved", detail, "Choose another key.")
    };
    tags.keys().filter(reserved).map(issue).collect()
}

/// Who may use the cluster.
#[must_use]
pub fn access(access: &BTreeMap<String, Access>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (principal, entry) in access {
        let path = entry.path.clone();
        if entry.groups.is_empty() && entry.policies.is_empty() {
            let detail = format!("{principal} is let in and may do nothing.");
            issues.push(Issue::warning(
                path.clone(),
                "Access without rights",
                detail,
                "Give it a level, policies or groups.",
            ));
        }
        if let Some(group) = entry.groups.iter().find(|group| group.starts_with("system:")) {
            let detail = format!("The group {group:?} is Kubernetes' own and cannot be given.");
            issues.push(Issue::error(path.clone(), "Group is reserved", detail, "Use a level or a group of your own."));
        }
        if entry.policies.values().any(|scope| matches!(scope, Scope::Namespaces(list) if list.is_empty())) {
            let detail = "A policy is limited to namespaces and none is named.".to_owned();
            issues.push(Issue::error(
                path,
                "No namespaces",
                detail,
                "Name them, or let the policy hold for the cluster.",
            ));
        }
    }
    issues
}
