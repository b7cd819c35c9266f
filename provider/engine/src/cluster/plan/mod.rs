//! What can be known at plan time: what will be refused, before anything is touched, and what needs a new cluster.
//!
//! Each check is also there by itself, for configurations of which only a part is known yet.

mod addons;
mod checks;
mod claims;
mod labels;
mod notes;
mod pools;
mod rotations;
mod versions;
mod walk;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Ref, Seen, SettingChange, Spec};

pub use addons::addons;
pub use checks::{access, attributes, endpoint, logging, name, network, reach, tags};
pub use claims::claims;
pub use notes::notes;
pub use pools::pool;
pub use rotations::{rolls, rotations};
pub use versions::{path, version};
pub use walk::{Leg, told as walk_told, walk};

/// Something wrong with a configuration, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Issue {
    /// The attribute, for example `node_pools["workers"].desired`.
    pub path: String,
    /// Stable, without names, at most 60 characters.
    pub summary: &'static str,
    /// What is wrong.
    pub detail: String,
    /// What to do.
    pub next_step: String,
    /// Whether it ends the plan.
    pub severity: Severity,
}

/// Whether an issue ends the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

impl Issue {
    fn error(path: impl Into<String>, summary: &'static str, detail: String, next_step: impl Into<String>) -> Self {
        Self { path: path.into(), summary, detail, next_step: next_step.into(), severity: Severity::Error }
    }

    fn warning(path: impl Into<String>, summary: &'static str, detail: String, next_step: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, summary, detail, next_step) }
    }
}

/// Everything wrong with `spec`; with `seen`, also what the present cluster does not allow.
#[must_use]
pub fn issues(spec: &Spec, seen: Option<&Seen>) -> Vec<Issue> {
    let mut issues = name(spec.capabilities, &spec.name);
    issues.extend(attributes(spec));
    issues.extend(network(spec));
    issues.extend(spec.endpoint.iter().flat_map(endpoint));
    issues.extend(reach(spec));
    issues.extend(spec.logging.iter().flat_map(|components| logging(spec.capabilities, components)));
    issues.extend(tags(spec.capabilities, &spec.tags));
    issues.extend(spec.access.iter().flat_map(access));
    issues.extend(addons(spec, seen));
    for (key, wanted) in spec.pools.iter().flatten() {
        issues.extend(pool(spec.capabilities, key, wanted, Some(spec.version)));
    }
    issues.extend(version(spec, seen.and_then(|seen| seen.cluster.as_ref())));
    issues.extend(seen.into_iter().flat_map(|seen| rotations(spec, seen)));
    issues.extend(seen.into_iter().flat_map(|seen| rolls(spec, seen)));
    issues.extend(seen.into_iter().flat_map(|seen| claims(spec, seen)));
    issues
}

/// A change that only a new cluster can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replacement {
    /// The attribute.
    pub path: String,
    /// Why it cannot change in a living cluster.
    pub why: &'static str,
}

/// What in `after` only a new cluster can have.
#[must_use]
pub fn replacements(before: &Spec, after: &Spec) -> Vec<Replacement> {
    let mut replacements = Vec::new();
    let mut replace = |differs: bool, path: &str, why| {
        if differs {
            replacements.push(Replacement { path: path.to_owned(), why });
        }
    };
    replace(before.name != after.name, "name", "a cluster cannot be renamed");
    let role = matches!((&before.role, &after.role), (Some(Ref::Id(old)), Some(Ref::Id(new))) if old != new);
    replace(role, after.role_path, "a cluster keeps its role");
    let had_key = before.encryption.is_some();
    replace(had_key && before.encryption != after.encryption, "encryption.key_id", "encryption is for good");
    let late = !had_key && after.encryption.is_some() && !after.capabilities.encryption_can_be_added;
    replace(late, "encryption.key_id", "encryption is chosen at creation");
    for path in settings(&before.settings, after) {
        replace(true, &path, "this cloud cannot change it in a living cluster");
    }
    replacements
}

fn settings(before: &BTreeMap<String, String>, after: &Spec) -> Vec<String> {
    let fixed = |(name, new): (&String, &String)| {
        let old = before.get(name).filter(|old| *old != new)?;
        let backwards = match after.capabilities.setting(name)? {
            SettingChange::InPlace | SettingChange::CreateOnly => false,
            SettingChange::Never => true,
            SettingChange::Forward(order) => {
                order.iter().position(|value| *value == new) <= order.iter().position(|value| *value == old)
            }
        };
        backwards.then(|| name.clone())
    };
    after.settings.iter().filter_map(fixed).collect()
}
