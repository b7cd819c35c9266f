//! How a run ended, in words.

use kgas_engine::cluster::plan::{Issue, Severity};
use kgas_engine::cluster::{Action, Problem, Waiting};
use kgas_transport::CallError;
use tfplugin_rs::{Diagnostic, Path};

/// A problem of the engine's.
pub(super) fn problem(problem: &Problem) -> Diagnostic {
    let advice = problem.advice();
    let told = Diagnostic::error(advice.summary).detail(advice.detail).next_step(advice.next_step);
    match advice.path {
        Some(path) => told.at(path_of(&path)),
        None => told,
    }
}

/// Something that the engine knows before anything is done.
pub(super) fn issue(issue: &Issue) -> Diagnostic {
    let told = match issue.severity {
        Severity::Error => Diagnostic::error(issue.summary),
        Severity::Warning => Diagnostic::warning(issue.summary),
    };
    told.at(path_of(&issue.path)).detail(issue.detail.clone()).next_step(&issue.next_step)
}

/// A call that failed.
pub(super) fn failed(err: &CallError, acted: bool) -> Diagnostic {
    let truth = if acted { "What was done before it is kept in the state." } else { "Nothing was changed." };
    Diagnostic::error("A call to the cloud failed").detail(format!("{err}. {truth}")).next_step(err.advice())
}

/// A creation that nobody can watch any more: a warning, because an error would have Terraform replace what is being made.
pub(super) fn unwatched(what: &str, err: &CallError) -> Diagnostic {
    Diagnostic::warning("The cloud cannot be looked at")
        .detail(format!(
            "{err}. {what} is not complete: what the cloud has accepted goes on there, and is kept in the state."
        ))
        .next_step(format!("{} It goes on from where this ended.", err.advice()))
}

/// An error of a creation that made something: Terraform taints the resource, and a tainted one is replaced.
pub(super) fn tainted(told: Diagnostic) -> Diagnostic {
    told.next_step(
        "Terraform has marked the new cluster as tainted, and the next plan replaces it. To go on with it instead, run \
         `terraform untaint` on this resource's address first.",
    )
}

/// The user stopped the run while something is under way in the cloud.
pub(super) fn stopped(what: &str) -> String {
    format!("{what} was stopped as asked. What the cloud has accepted goes on there, and is kept in the state.")
}

/// Time is up.
pub(super) fn timed_out(what: &str, waiting: Option<&Waiting>) -> String {
    let last = waiting.map(|waiting| format!(" Last seen: {waiting}.")).unwrap_or_default();
    format!("{what} did not end within its timeout.{last} What the cloud has accepted goes on there.")
}

/// A change needs a new cluster, and the one that is there is protected.
pub(super) fn protected_from_replacement(path: &Path) -> Diagnostic {
    Diagnostic::error("Change needs a new cluster")
        .at(path.clone())
        .detail(format!(
            "A cluster keeps its `{path}`, so the change would delete this one, and `deletion.protected` is true."
        ))
        .next_step(
            "Set the attribute back, or set `deletion = { protected = false }`, apply that alone, and make the change then.",
        )
}

/// A cluster keeps the role it was made with, so one that is left out is not made anew.
pub(super) fn role_stays(role: &str) -> Diagnostic {
    Diagnostic::error("The role of the cluster is left out")
        .at("aws.role_arn")
        .detail(format!(
            "The cluster acts as {role}, and will as long as it lives. Left out, the role would be a new one."
        ))
        .next_step(format!(
            "Write `role_arn = {role:?}`. For a cluster with a role of its own, destroy this one first."
        ))
}

/// The cluster looks up access in its config map `aws-auth` alone.
pub(super) fn no_access_entries(name: &str) -> Diagnostic {
    Diagnostic::error("The cluster takes no access entries")
        .at("access")
        .detail("Its authentication mode is CONFIG_MAP: who may do what stands in its config map aws-auth, and EKS refuses entries.")
        .next_step(format!(
            "Leave `access` out, or let the cluster take entries beside the config map, which cannot be undone: \
             `aws eks update-cluster-config --name {name} --access-config authenticationMode=API_AND_CONFIG_MAP`."
        ))
}

/// Something is not as it was left, and no attribute shows it: what an apply does first about it.
pub(super) fn drifted(action: &Action) -> Diagnostic {
    Diagnostic::warning("Something around the cluster has changed")
        .at("status")
        .detail(format!(
            "It is not as the last apply left it, and no attribute shows it. An apply begins with: {action}."
        ))
        .next_step("Apply to put it right, or find out who changed it first.")
}

/// An import of a cluster that carries the owner tag of another configuration.
pub(super) fn owned_elsewhere(name: &str, owner: &str) -> Diagnostic {
    Diagnostic::error("Cluster belongs to another configuration")
        .at("id")
        .detail(format!(
            "The tag kgas-owner of cluster {name:?} is {owner:?}, which this provider's `owner` does not give. Nothing could \
             be changed about it from here, so it was not imported."
        ))
        .next_step(
            "Manage it where it is managed. To hand it over, remove it from that state, remove the tags kgas-owner of the \
             cluster, its node groups, add-ons and access entries, and import it then.",
        )
}

/// Two resources of one configuration have a name in common.
pub(super) fn made_twice(name: &str) -> Diagnostic {
    Diagnostic::error("Another resource makes this cluster")
        .at("name")
        .detail(format!(
            "Two resources of this configuration name the cluster {name:?} in the same location: it would be one cluster, which \
             each changes back to its own. Nothing was done for this one."
        ))
        .next_step("Give one of them another name, or remove it.")
}

/// The cluster that is to be deleted was adopted, in this apply, by the resource that replaces it.
pub(super) fn adopted_by_its_successor(name: &str) -> Diagnostic {
    Diagnostic::error("The cluster has just been adopted")
        .at("name")
        .detail(format!(
            "`create_before_destroy` made a successor of cluster {name:?} before it was gone. A name is one cluster, so the \
             successor is the same one, and it was not deleted. The state holds it twice now, and the next apply would delete it."
        ))
        .next_step(
            "Do not apply again. Remove `create_before_destroy`, run `terraform state rm` on this resource's address, which \
             forgets it and changes nothing, and import the cluster.",
        )
}

/// A path as HCL writes it: `node_pools["workers"].min`.
pub(super) fn path_of(text: &str) -> Path {
    let mut path = Path::root();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((key, after)) = rest.strip_prefix("[\"").and_then(|rest| rest.split_once("\"]")) {
            path = path.key(key);
            rest = after;
        } else {
            let name = rest.trim_start_matches('.');
            let end = name.find(['.', '[']).unwrap_or(name.len());
            // A bracket that opens no key: what is left is no path.
            if end == 0 {
                break;
            }
            path = path.attribute(&name[..end]);
            rest = &name[end..];
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_it_is_written() {
        for text in ["name", "network.create.cidr", "node_pools[\"a b\"].machine_types", "addons[\"vpc-cni\"]"] {
            assert_eq!(path_of(text).to_string(), text);
        }
        assert_eq!(path_of("pools[0]").to_string(), "pools");
        assert_eq!(path_of(""), Path::root());
    }
}
