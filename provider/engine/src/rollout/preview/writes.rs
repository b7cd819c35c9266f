//! The requests of an apply that make or change objects, as far as they are known beforehand.

use super::super::{Action, Routing, Seen, Size, Slot, Spec, Template};
use super::{Course, course};

/// One for each object and template. Requests that only repeat a kind of change with other numbers are left out, and so are
/// those that take something away.
pub(super) fn writes(spec: &Spec, seen: &Seen, course: Course, whole: u32) -> Vec<Action> {
    if course == Course::Refuse {
        return Vec::new();
    }
    let routed = spec.routing != Routing::Ratio;
    let deploys = deploys(spec, seen, course, whole);
    let mut writes = Vec::new();
    if seen.copies_missing && !deploys.is_empty() {
        writes.push(Action::Copy);
    }
    let unserved = |slot: &Slot| routed && !seen.slots.get(*slot).service;
    writes.extend(Slot::BOTH.into_iter().filter(unserved).map(Action::Serve));
    writes.extend(deploys.into_iter().map(|(slot, template, pods)| Action::Deploy { slot, template, pods }));
    if matches!(spec.size, Size::Scaled { .. }) {
        let anew = (course == Course::Replace).then(|| course::candidate_slot(seen));
        let has_none = |slot: &Slot| anew == Some(*slot) || seen.slots.get(*slot).autoscaler.is_none();
        writes.extend(peopled(seen, course).filter(has_none).map(|slot| Action::Autoscale { slot, least: whole }));
    }
    writes.extend(route(spec, seen, course));
    let adopts = spec.adopts && seen.adopted.as_ref().is_some_and(|adopted| adopted.asked > 0);
    writes.extend((adopts && matches!(course, Course::TakeOver { .. } | Course::Stay)).then_some(Action::Retire));
    if course == Course::Stay && writes.is_empty() {
        return writes;
    }
    // Before all of these.
    let journal = seen.journal.clone().unwrap_or_default();
    [Action::Acquire, Action::Write(Box::new(journal))].into_iter().chain(writes).collect()
}

/// Which templates go into which slots.
fn deploys(spec: &Spec, seen: &Seen, course: Course, whole: u32) -> Vec<(Slot, Template, u32)> {
    let runs =
        |slot: Slot| seen.slots.get(slot).deployment.as_ref().and_then(|deployment| deployment.revision.as_ref());
    let candidates = |first: usize| match (spec.routing, spec.stages.get(first)) {
        // A Deployment without pods comes first, and grows as its counterpart shrinks.
        (Routing::Ratio, _) | (_, None) => 0,
        (Routing::Weighted | Routing::Switched, Some(stage)) => spec.pair(stage, whole).candidate,
    };
    match course {
        Course::Install if runs(Slot::A) == Some(&spec.revision) => Vec::new(),
        Course::Install => vec![(Slot::A, Template::Wanted, whole)],
        Course::TakeOver { steps } => {
            let adopted = seen.adopted.as_ref().map(|adopted| &adopted.revision);
            let retired = seen.adopted.as_ref().is_some_and(|adopted| adopted.had.is_some());
            let taken = (!retired && runs(Slot::A) != adopted).then_some((Slot::A, Template::Adopted, whole));
            let wanted = steps.then(|| (Slot::B, Template::Wanted, candidates(0)));
            taken.into_iter().chain(wanted).collect()
        }
        Course::Stay => {
            let stable = seen.journal.as_ref().and_then(|journal| journal.stable.as_ref());
            let gone = stable.filter(|stable| runs(stable.slot) != Some(&stable.revision));
            gone.map(|stable| (stable.slot, Template::Wanted, whole)).into_iter().collect()
        }
        Course::Steps { .. } | Course::Replace => {
            let slot = course::candidate_slot(seen);
            let first = course.first_step().unwrap_or(0);
            let there = runs(slot) == Some(&spec.revision);
            if there { Vec::new() } else { vec![(slot, Template::Wanted, candidates(first))] }
        }
        Course::Return | Course::TakeBack | Course::Refuse => Vec::new(),
    }
}

/// The slots that run anything.
fn peopled(seen: &Seen, course: Course) -> impl Iterator<Item = Slot> {
    let candidate = course::candidate_slot(seen);
    let stable = seen.journal.as_ref().and_then(|journal| journal.stable.as_ref()).map(|stable| stable.slot);
    let slots = match course {
        Course::Install | Course::TakeOver { steps: false } => vec![Slot::A],
        Course::TakeOver { steps: true } => vec![Slot::A, Slot::B],
        Course::Steps { .. } | Course::Replace | Course::Return => stable.into_iter().chain([candidate]).collect(),
        Course::Stay | Course::TakeBack | Course::Refuse => stable.into_iter().collect(),
    };
    slots.into_iter()
}

/// The route as it has to be, or its weights as they come first.
fn route(spec: &Spec, seen: &Seen, course: Course) -> Option<Action> {
    let traffic = seen.traffic.as_ref()?;
    let slot = course::candidate_slot(seen);
    let share = |candidate: u32| if slot == Slot::A { candidate } else { 100 - candidate.min(100) };
    if !traffic.exists || !traffic.as_declared {
        let a = match course {
            Course::Install | Course::TakeOver { .. } => 100,
            _ => share(seen.journal.as_ref().map_or(0, |journal| journal.weight)),
        };
        return Some(Action::Route { a });
    }
    if spec.routing == Routing::Ratio {
        return None;
    }
    let weight = match course {
        Course::Return => Some(100),
        Course::TakeBack => Some(0),
        _ => spec.stages.get(course.first_step()?).map(|stage| stage.weight),
    };
    weight.map(|weight| Action::Weigh { a: share(weight) })
}
