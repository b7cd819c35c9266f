//! Access entries: principal by principal, entry first, then its policies one by one.

use super::super::observed::{self, Cluster};
use super::super::{Access, Action, Problem, Target};
use super::{Look, Step, tags};
use crate::owner::OWNER_TAG_KEY;

pub(super) fn next(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let seen = cluster.access.as_ref()?;
    let Some(wanted) = look.spec.access.as_ref() else {
        let entries = seen.iter().map(|(principal, entry)| (Target::Access(principal.clone()), &entry.tags));
        return tags::release(look, entries);
    };
    let differs = wanted.iter().find_map(|(principal, wanted)| match seen.get(principal) {
        None => Some(Step::Do(Action::CreateAccess { principal: principal.clone() })),
        Some(entry) if !look.spec.owns(&entry.tags) => Some(Step::Stuck(Problem::Foreign {
            what: format!("an access entry of {principal}"),
            owner: entry.tags.get(OWNER_TAG_KEY).cloned(),
            path: wanted.path.clone(),
            otherwise: Some("Delete the entry, or remove it here to leave it where it is managed.".into()),
        })),
        Some(entry) => change(principal, wanted, entry),
    });
    differs.or_else(|| {
        let unwanted =
            seen.iter().find(|(principal, entry)| look.spec.owns(&entry.tags) && !wanted.contains_key(*principal));
        unwanted.map(|(principal, _)| Step::Do(Action::DeleteAccess { principal: principal.clone() }))
    })
}

fn change(principal: &str, wanted: &Access, seen: &observed::Access) -> Option<Step> {
    let principal = principal.to_owned();
    if wanted.groups != seen.groups {
        return Some(Step::Do(Action::UpdateAccess { principal, groups: wanted.groups.clone() }));
    }
    if let Some((policy, scope)) =
        wanted.policies.iter().find(|(policy, scope)| seen.policies.get(*policy) != Some(scope))
    {
        return Some(Step::Do(Action::AssociatePolicy { principal, policy: policy.clone(), scope: scope.clone() }));
    }
    let policy = seen.policies.keys().find(|policy| !wanted.policies.contains_key(*policy))?.clone();
    Some(Step::Do(Action::DisassociatePolicy { principal, policy }))
}
