//! Children of a cluster of ours that others made and the configuration now names.

use super::super::{Seen, Spec, Target, next};
use super::Issue;

/// Warnings of what an apply will put its tag on. An import is expected to: it is silent.
#[must_use]
pub fn claims(spec: &Spec, seen: &Seen) -> Vec<Issue> {
    let Some(cluster) = seen.cluster.as_ref().filter(|cluster| spec.owns(&cluster.tags)) else { return Vec::new() };
    let told = |target: Target| {
        let (what, path) = match &target {
            Target::Cluster => return None,
            Target::Pool(name) => {
                let key = next::key_of(spec, name, &cluster.pools.get(name)?.tags)?;
                (format!("a pool {name:?}"), next::pool_path(&key))
            }
            Target::Addon(name) => (format!("an add-on {name:?}"), format!("addons[{name:?}]")),
            Target::Access(principal) => {
                (format!("an access entry of {principal}"), spec.access.as_ref()?.get(principal)?.path.clone())
            }
        };
        let detail = format!(
            "There is already {what}, which nobody owns by a tag. The apply takes it over: it gets the tag kgas-owner, is \
             brought to what the configuration says, and goes when it leaves the configuration."
        );
        let next_step = "Nothing, if that is meant. If somebody else manages it, remove it here.";
        Some(Issue::warning(path, "Existing object is taken over", detail, next_step))
    };
    next::claims(spec, cluster).into_iter().filter_map(told).collect()
}
