//! Checks of one node pool.

use super::super::{Architecture, Capabilities, Minor, Pool, Surge, TaintEffect};
use super::{Issue, labels};

/// One node pool; `cluster` is the wanted version of the control plane, where known.
#[must_use]
pub fn pool(capabilities: &Capabilities, key: &str, pool: &Pool, cluster: Option<Minor>) -> Vec<Issue> {
    let path = |attribute: &str| format!("node_pools[{key:?}]{attribute}");
    let mut issues = sizes(pool, &path);
    issues.extend(machines(capabilities, pool, &path));
    if !key.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric()) {
        let detail = format!("{key:?} cannot begin a name of a pool.");
        issues.push(Issue::error(path(""), "Name is not allowed", detail, "Begin the key with a letter or digit."));
    }
    if let (Some(version), Some(cluster)) = (pool.version, cluster)
        && version > cluster
    {
        let detail = format!("The pool is to run {version} under a control plane of {cluster}; nodes cannot be newer.");
        issues.push(Issue::error(
            path(".version"),
            "Pool is newer than its control plane",
            detail,
            "Raise version, or lower this.",
        ));
    }
    let zero = matches!(pool.surge, Some(Surge::Count(0) | Surge::Percent(0)));
    if zero || matches!(pool.surge, Some(Surge::Percent(101..))) {
        let detail = "An update has to touch at least one node and at most all of them.".to_owned();
        issues.push(Issue::error(
            path(".surge"),
            "Surge is out of range",
            detail,
            "Write a count, or \"1%\" to \"100%\".",
        ));
    }
    for label in pool.labels.keys().filter(|label| labels::is_reserved(capabilities, label)) {
        let detail =
            format!("The label {label:?} is in a domain of Kubernetes or of the cloud: a node with it could not join.");
        let next_step = "Use a domain of your own, or node.kubernetes.io.";
        issues.push(Issue::error(path(&format!(".labels[{label:?}]")), "Label is reserved", detail, next_step));
    }
    let mut identities: Vec<(&str, TaintEffect)> = pool.taints.iter().map(|t| (t.key.as_str(), t.effect)).collect();
    identities.dedup();
    if identities.len() < pool.taints.len() {
        let detail = "Two taints have the same key and effect; a node can carry one of them.".to_owned();
        issues.push(Issue::error(path(".taints"), "Taint is given twice", detail, "Keep one of them."));
    }
    issues
}

fn sizes(pool: &Pool, path: &impl Fn(&str) -> String) -> Vec<Issue> {
    let scaling = pool.scaling;
    let mut issues = Vec::new();
    if scaling.max == 0 {
        let detail = "max is 0: the pool could never have a node.".to_owned();
        issues.push(Issue::error(path(".max"), "Pool cannot have nodes", detail, "Set max to 1 or more."));
    }
    if scaling.min > scaling.max {
        let detail = format!("min is {} and max is {}.", scaling.min, scaling.max);
        issues.push(Issue::error(path(".min"), "Minimum is above maximum", detail, "Lower min or raise max."));
    } else if let Some(desired) = scaling.desired.filter(|desired| *desired < scaling.min || *desired > scaling.max) {
        let detail = format!("desired is {desired}, outside of {} to {}.", scaling.min, scaling.max);
        issues.push(Issue::error(
            path(".desired"),
            "Desired size is out of bounds",
            detail,
            "Choose it between min and max.",
        ));
    }
    issues
}

fn machines(capabilities: &Capabilities, pool: &Pool, path: &impl Fn(&str) -> String) -> Vec<Issue> {
    let types = &pool.immutable.machine_types;
    let mut issues = Vec::new();
    if types.len() > capabilities.machine_types_per_pool {
        let (given, most) = (types.len(), capabilities.machine_types_per_pool);
        let detail = format!("{given} machine types are listed; {} takes {most} a pool.", capabilities.cloud);
        issues.push(Issue::error(
            path(".machine_types"),
            "Too many machine types",
            detail,
            "List fewer, or split the pool.",
        ));
    }
    let of = |wanted| types.iter().filter(move |name| capabilities.architecture(name) == wanted);
    let (arm, amd) = (of(Architecture::Arm64).next(), of(Architecture::Amd64).next());
    if let (Some(arm), Some(amd)) = (arm, amd) {
        let detail = format!("{arm} has arm64 processors and {amd} has amd64; one pool runs one image.");
        issues.push(Issue::error(
            path(".machine_types"),
            "Architectures are mixed",
            detail,
            "Make a pool for each architecture.",
        ));
    } else if let (Some(name), Some(image)) = (types.first(), &pool.immutable.image)
        && let Some(architecture) = capabilities.image_architecture(image)
        && architecture != capabilities.architecture(name)
    {
        let detail = format!("{image} is an image for {architecture:?}, which {name} cannot run.");
        issues.push(Issue::error(
            path(".image"),
            "Image does not fit the machines",
            detail,
            "Leave it out, or choose one that fits.",
        ));
    }
    issues
}
