//! The decision: from what is wanted and what is seen to the next step.
//!
//! Pure, total and level-triggered: it depends on what is seen, never on what was sent, so a run that was killed at any
//! point resumes by looking again. Facets are brought to the spec one at a time, in the order of [`FACETS`].

mod access;
mod addons;
mod claim;
mod cluster;
mod destroy;
mod facets;
mod pool_changes;
mod pools;
mod support;
mod tags;
mod updates;
mod version;

use std::collections::BTreeSet;

use super::observed::{Cluster, Status};
use super::{Action, Goal, Problem, Ref, Seen, Spec, Stage, Waiting};
use crate::Millis;

pub(super) use claim::children as claims;
pub use pools::physical_name;
pub(super) use pools::{behind_template, key_of, oldest, outgrown, path as pool_path};
pub use tags::{KEY_TAG_KEY, wanted_tags};
pub(super) use version::{refusal, rolls_back};

/// A step of a cluster.
pub type Step = crate::Step<Action, Waiting, Problem>;

/// The next step towards `spec`, from what `History` made of the last look.
#[must_use]
pub fn next(spec: &Spec, seen: &Seen, now: Millis) -> Step {
    let look = Look { spec, seen, now };
    match spec.goal {
        Goal::Present => present(&look),
        Goal::Absent => destroy::next(&look),
    }
}

/// One facet: `None` if it is as wanted.
type Facet = fn(&Look<'_>, &Cluster) -> Option<Step>;

/// In this order, because each stands on those before it: nodes need the
/// network add-on, most add-ons need nodes; the control plane takes its next step when all else is at rest.
///
/// The cluster loses a tag after everything around it: what state knows of the tag is what the cluster shows.
const FACETS: [Facet; 17] = [
    cluster::at_rest,
    claim::next,
    updates::next,
    |look, _| support::stage(look, Stage::AfterCluster),
    |look, _| support::stage(look, Stage::BeforePool),
    tags::next,
    facets::deletion_protection,
    facets::settings,
    facets::channel,
    facets::network,
    facets::logging,
    facets::encryption,
    access::next,
    addons::before_pools,
    pools::next,
    addons::after_pools,
    version::next,
];

fn present(look: &Look<'_>) -> Step {
    let before = cluster::refusals(look)
        .or_else(|| refusals(look))
        .or_else(|| support::surplus(look))
        .or_else(|| support::stage(look, Stage::BeforeCluster));
    if let Some(step) = before {
        return step;
    }
    let Some(cluster) = &look.seen.cluster else {
        return cluster::create(look);
    };
    let facet = FACETS.iter().find_map(|facet| facet(look, cluster));
    facet.or_else(|| support::unwanted(look)).unwrap_or(Step::Done)
}

/// What a cluster that is there does not allow: said before anything around it is touched.
fn refusals(look: &Look<'_>) -> Option<Step> {
    let cluster = look.seen.cluster.as_ref().filter(|cluster| cluster::at_rest(look, cluster).is_none())?;
    facets::refusals(look, cluster).or_else(|| refusal(look.spec, cluster).map(Step::Stuck))
}

/// What every facet looks at.
struct Look<'a> {
    spec: &'a Spec,
    seen: &'a Seen,
    now: Millis,
}

impl<'a> Look<'a> {
    fn wait(&self, pause: u64, why: Waiting) -> Step {
        Step::Wait { until: self.spec.poll_scale.until(self.now, pause), why }
    }

    fn wait_for(&self, pause: u64, what: String, status: &Status) -> Step {
        let status = match status {
            Status::Other(word) => word.clone(),
            known => format!("{known:?}").to_lowercase(),
        };
        self.wait(pause, Waiting::For { what, status })
    }

    fn resolve(&self, reference: &'a Ref) -> Option<&'a str> {
        match reference {
            Ref::Id(id) => Some(id),
            Ref::Support(key) => self.seen.support_id(key),
        }
    }

    fn resolve_all(&self, references: &'a BTreeSet<Ref>) -> Option<BTreeSet<String>> {
        references.iter().map(|r| self.resolve(r).map(ToOwned::to_owned)).collect()
    }
}
