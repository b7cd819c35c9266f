//! The cluster itself: is it there, is it ours, is it at rest.

use super::super::history::LOOKS;
use super::super::observed::{Cluster, Status};
use super::super::{Action, Goal, Problem, Ref, Waiting};
use super::{Look, Step};
use crate::owner::OWNER_TAG_KEY;

/// What is said before anything is touched: a cluster of somebody else, or one that is gone.
pub(super) fn refusals(look: &Look<'_>) -> Option<Step> {
    let Some(cluster) = &look.seen.cluster else {
        return look.spec.known.then(|| confirm(look).unwrap_or_else(|| gone(look)));
    };
    let owner = cluster.tags.get(OWNER_TAG_KEY);
    let imported = look.spec.known && owner.is_none();
    (!look.spec.owns(&cluster.tags) && !imported).then(|| foreign(look, cluster))
}

pub(super) fn foreign(look: &Look<'_>, cluster: &Cluster) -> Step {
    let owner = cluster.tags.get(OWNER_TAG_KEY);
    let otherwise = if look.spec.goal == Goal::Absent && look.spec.known && owner.is_none() {
        "It was imported, and only an apply makes it this resource's: apply, and destroy then. To leave it alone, run \
         `terraform state rm` on this resource's address."
    } else {
        "Choose another name, or, if the cluster is to be managed here, run `terraform import` on this resource's \
         address; the kgas-owner tag of another configuration has to be removed first."
    };
    Step::Stuck(Problem::Foreign {
        what: what(look),
        owner: owner.cloned(),
        path: "name".into(),
        otherwise: Some(otherwise.into()),
    })
}

/// Waits until the absence has been seen often enough to be believed.
pub(super) fn confirm(look: &Look<'_>) -> Option<Step> {
    let looks = look.seen.cluster_absent;
    (looks < LOOKS)
        .then(|| look.wait(look.spec.capabilities.pauses.confirm, Waiting::Absence { what: what(look), looks }))
}

/// Waits until the cluster can be changed.
pub(super) fn at_rest(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    match &cluster.status {
        Status::Active | Status::Degraded => None,
        Status::Failed(_) => Some(Step::Stuck(Problem::Stillborn { what: what(look), issues: cluster.health.clone() })),
        status => Some(look.wait_for(look.spec.capabilities.pauses.cluster, what(look), status)),
    }
}

pub(super) fn what(look: &Look<'_>) -> String {
    format!("cluster {:?}", look.spec.name)
}

fn gone(look: &Look<'_>) -> Step {
    Step::Stuck(Problem::Gone { name: look.spec.name.clone() })
}

/// A second create of the same name is refused by the cloud or replayed by its token, so a stale absence does no harm.
pub(super) fn create(look: &Look<'_>) -> Step {
    let network = &look.spec.network;
    let references = network
        .subnets
        .iter()
        .chain(network.security_groups.iter().flatten())
        .chain(&look.spec.role)
        .chain(&look.spec.encryption);
    for reference in references {
        if let (Ref::Support(key), None) = (reference, look.resolve(reference)) {
            return Step::Stuck(Problem::MissingSupport { key: key.clone() });
        }
    }
    Step::Do(Action::CreateCluster { version: look.spec.version })
}
