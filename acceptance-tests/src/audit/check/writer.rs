//! I7: one writer.
use std::collections::BTreeMap;

use super::{Invariant, Moment, Subject, Violation, broken};
use crate::audit::world::Lease;

pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut holders: BTreeMap<u64, String> = BTreeMap::new();
    for moment in moments {
        let wrong = match &moment.after.lease {
            lease if *lease == moment.before.lease => moment.is_by(subject).then(|| written(moment)).flatten(),
            Some(lease) => taken(moment, lease, &mut holders),
            None => {
                // A rollout that is made anew counts its runs anew.
                holders.clear();
                None
            }
        };
        found.extend(wrong.map(|what| broken(Invariant::OneWriter, moment, what)));
    }
    found
}

/// A route or a Deployment with the mark of a run that does not hold the lock, or of one before the last.
fn written(moment: &Moment<'_>) -> Option<String> {
    let name = &moment.event.object.name;
    let (before, after) = if moment.is_of_route() {
        moment.marks()
    } else {
        (moment.before.pods(name).epoch, moment.after.pods(name).epoch)
    };
    let epoch = after?;
    if let Some(last) = before.filter(|last| *last > epoch) {
        return Some(format!("{name} was written by run {epoch} after run {last}"));
    }
    let Lease { holder, epoch: held, .. } = moment.after.lease.as_ref()?;
    if *held != epoch {
        return Some(format!("{name} was written by run {epoch} while {holder:?} held the lock as run {held}"));
    }
    holder.is_empty().then(|| format!("{name} was written by run {epoch} after it let go of the lock"))
}

/// A lock that two have at once.
fn taken(moment: &Moment<'_>, lease: &Lease, holders: &mut BTreeMap<u64, String>) -> Option<String> {
    let Lease { holder, epoch, .. } = lease;
    if holder.is_empty() {
        return None;
    }
    if let Some(other) = holders.insert(*epoch, holder.clone()).filter(|other| other != holder) {
        return Some(format!("{other:?} and {holder:?} both held the lock as run {epoch}"));
    }
    let before = moment.before.lease.as_ref().filter(|before| !before.holder.is_empty() && before.holder != *holder)?;
    let is_alive = before.until.is_some_and(|until| moment.event.at < until);
    is_alive.then(|| format!("{holder:?} took the lock from {:?}, who was alive", before.holder))
}

#[cfg(test)]
mod tests {
    use super::super::broken_by;
    use super::*;
    use crate::audit::event::Event;
    use crate::audit::sample::{deployment, event, lease, route};

    fn after(log: impl IntoIterator<Item = Event>) -> Vec<Invariant> {
        broken_by(&Subject::of("shop", "api"), [deployment("api-a", [1, 1, 1, 1])].into_iter().chain(log))
    }

    #[test]
    fn a_run_that_is_gone() {
        assert_eq!(after([route(2, [100, 0]), route(1, [100, 0])]), [Invariant::OneWriter]);
        assert_eq!(
            after([lease("one", 1, 1), lease("", 1, 2), lease("two", 2, 3), route(1, [100, 0])]),
            [Invariant::OneWriter]
        );
        assert_eq!(after([lease("one", 1, 1), lease("", 1, 2), lease("two", 2, 3), route(2, [100, 0])]), []);
        assert_eq!(after([lease("one", 1, 1), lease("", 1, 2), route(1, [100, 0])]), [Invariant::OneWriter]);
    }

    #[test]
    fn a_run_that_is_gone_and_scales() {
        let scaled = |epoch: &str| {
            let mut event = Event { agent: crate::audit::PROVIDER.to_owned(), ..deployment("api-b", [5, 0, 0, 0]) };
            event.response["metadata"]["annotations"] = serde_json::json!({ "kgas.dev/epoch": epoch });
            event
        };
        assert_eq!(after([lease("two", 2, 1), scaled("2")]), []);
        assert_eq!(after([lease("two", 2, 1), scaled("1")]), [Invariant::OneWriter]);
    }

    #[test]
    fn a_lock_that_two_have() {
        assert_eq!(after([lease("one", 1, 0), lease("two", 2, 2)]), [Invariant::OneWriter], "the first was alive");
        let hasty = Subject { lock_scale: 100, ..Subject::of("shop", "api") };
        assert_eq!(broken_by(&hasty, [lease("one", 1, 0), lease("two", 2, 2)]), [], "the first had one second");
        assert_eq!(after([lease("one", 1, -9), lease("two", 2, 2)]), [], "the first was gone");
        assert_eq!(after([lease("one", 1, -9), lease("two", 1, 2)]), [Invariant::OneWriter], "as the same run");
        assert_eq!(after([lease("one", 1, 0), lease("one", 1, 2)]), [], "renewed");
        let forgotten = event("delete", 200, ("leases", "", "kgas-rollout-api"), serde_json::Value::Null);
        assert_eq!(after([lease("one", 1, 0), forgotten, lease("two", 1, 2)]), [], "of another rollout of that name");
    }
}
