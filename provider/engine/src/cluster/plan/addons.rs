//! Checks of add-ons, against what is on offer where that was looked up.

use super::super::{AddonVersion, Problem, Seen, Spec};
use super::Issue;
use super::versions::refused;

/// Add-ons: by what is on offer if that was looked up, else by the names we know.
#[must_use]
pub fn addons(spec: &Spec, seen: Option<&Seen>) -> Vec<Issue> {
    let offers = seen.and_then(|seen| seen.addon_offers.get(&spec.version));
    let cluster = seen.and_then(|seen| seen.cluster.as_ref()).filter(|cluster| cluster.version == spec.version);
    let running = |name: &str| Some(cluster?.addons.as_ref()?.get(name)?.version.as_str());
    let mut issues = Vec::new();
    for (name, addon) in spec.addons.iter().flatten() {
        let path = format!("addons[{name:?}]");
        let known = spec.capabilities.has_addon(name);
        match offers.and_then(|offers| offers.get(name)) {
            // What is no longer offered may still run.
            Some(_) if matches!(&addon.version, AddonVersion::Exact(version) if running(name) == Some(version)) => {}
            Some(offers) if offers.is_empty() && !known && running(name).is_none() => {
                let problem = Problem::AddonNotOffered { addon: name.clone(), minor: spec.version };
                issues.push(refused(&problem));
            }
            Some(offers) => {
                if let AddonVersion::Exact(version) = &addon.version
                    && !offers.iter().any(|offer| offer.version == *version)
                {
                    let list: Vec<_> = offers.iter().take(5).map(|offer| offer.version.as_str()).collect();
                    let detail = format!("Version {version} of {name} is not offered for Kubernetes {}.", spec.version);
                    let next_step = format!("Choose from {}, or leave it out to get the default.", list.join(", "));
                    issues.push(Issue::error(
                        format!("{path}.version"),
                        "Add-on version is not offered",
                        detail,
                        next_step,
                    ));
                }
            }
            None if !known => {
                let detail =
                    format!("{name:?} is not an add-on of {} that this provider knows.", spec.capabilities.cloud);
                issues.push(Issue::warning(
                    path,
                    "Unknown add-on",
                    detail,
                    "Check the name; the apply will ask the cloud.",
                ));
            }
            None => {}
        }
    }
    issues
}
