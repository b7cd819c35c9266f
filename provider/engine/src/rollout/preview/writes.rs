//! The requests of an apply that make or change objects, as far as they are known beforehand.

use super::super::{Action, Journal, Revision, Routing, Seen, Served, Size, Slot, Spec, Template};
use super::{Course, course};

/// What an apply is about to do.
#[derive(Clone, Copy)]
pub(super) struct Ahead<'a> {
    pub(super) spec: &'a Spec,
    pub(super) seen: &'a Seen,
    /// As a run would begin with it.
    pub(super) journal: &'a Journal,
    pub(super) course: Course,
    pub(super) whole: u32,
}

impl<'a> Ahead<'a> {
    /// One for each object and template. Requests that only repeat a kind of change with other numbers are left out, and so are
    /// those that take something away.
    pub(super) fn writes(self) -> Vec<Action> {
        let Self { spec, seen, course, .. } = self;
        if course == Course::Refuse {
            return Vec::new();
        }
        let deploys = self.deploys();
        let mut writes = Vec::new();
        if seen.copies_missing && !deploys.is_empty() {
            writes.push(Action::Copy);
        }
        writes.extend(Slot::BOTH.into_iter().filter(|slot| self.serves(*slot)).map(Action::Serve));
        writes.extend(deploys.into_iter().map(|(slot, template, pods)| Action::Deploy { slot, template, pods }));
        if matches!(spec.size, Size::Scaled { .. }) {
            let anew = (course == Course::Replace).then(|| self.candidate());
            let has_none = |slot: &Slot| anew == Some(*slot) || seen.slots.get(*slot).autoscaler.is_none();
            let least = self.whole;
            writes.extend(self.peopled().into_iter().filter(has_none).map(|slot| Action::Autoscale { slot, least }));
        }
        writes.extend(self.route());
        writes.extend(self.header());
        let adopts = spec.adopts && seen.adopted.as_ref().is_some_and(|adopted| adopted.asked > 0);
        writes.extend((adopts && matches!(course, Course::TakeOver { .. } | Course::Stay)).then_some(Action::Retire));
        if course == Course::Stay && writes.is_empty() {
            return writes;
        }
        // Before all of these.
        let first = [Action::Acquire, Action::Write(Box::new(self.journal.clone()))];
        first.into_iter().chain(writes).collect()
    }

    fn candidate(self) -> Slot {
        course::candidate_slot(self.journal)
    }

    fn stable(self) -> Option<Slot> {
        self.journal.stable.as_ref().map(|stable| stable.slot)
    }

    /// What a slot is to run now.
    fn runs(self, slot: Slot) -> Option<&'a Revision> {
        self.seen.slots.get(slot).deployment.as_ref()?.revision.as_ref()
    }

    /// Whether a slot's Service is made or mended.
    fn serves(self, slot: Slot) -> bool {
        let routed = self.spec.routing != Routing::Ratio;
        routed
            && match self.seen.slots.get(slot).service {
                Served::Missing => true,
                Served::Otherwise => self.course != Course::TakeBack,
                Served::AsWanted => false,
            }
    }

    /// Which templates go into which slots.
    fn deploys(self) -> Vec<(Slot, Template, u32)> {
        let Self { spec, seen, whole, .. } = self;
        let candidates = |first: usize| match (spec.routing, spec.stages.get(first)) {
            // A Deployment without pods comes first, and grows as its counterpart shrinks.
            (Routing::Ratio, _) | (_, None) => 0,
            (Routing::Weighted | Routing::Switched, Some(stage)) => spec.pair(stage, whole).candidate,
        };
        match self.course {
            Course::Install if self.runs(Slot::A) == Some(&spec.revision) => Vec::new(),
            Course::Install => vec![(Slot::A, Template::Wanted, whole)],
            Course::TakeOver { steps } => {
                let adopted = seen.adopted.as_ref().map(|adopted| &adopted.revision);
                let retired = seen.adopted.as_ref().is_some_and(|adopted| adopted.had.is_some());
                let taken = (!retired && self.runs(Slot::A) != adopted).then_some((Slot::A, Template::Adopted, whole));
                let wanted = steps.then(|| (Slot::B, Template::Wanted, candidates(0)));
                taken.into_iter().chain(wanted).collect()
            }
            Course::Stay => {
                let stable = self.journal.stable.as_ref();
                let gone = stable.filter(|stable| self.runs(stable.slot) != Some(&stable.revision));
                gone.map(|stable| (stable.slot, Template::Wanted, whole)).into_iter().collect()
            }
            Course::Steps { .. } | Course::Replace => {
                let slot = self.candidate();
                let first = self.course.first_step().unwrap_or(0);
                let there = self.runs(slot) == Some(&spec.revision);
                if there { Vec::new() } else { vec![(slot, Template::Wanted, candidates(first))] }
            }
            Course::Return | Course::TakeBack | Course::Refuse => Vec::new(),
        }
    }

    /// The slots that run anything.
    fn peopled(self) -> Vec<Slot> {
        let stable = self.stable().into_iter();
        match self.course {
            Course::Install | Course::TakeOver { steps: false } => vec![Slot::A],
            Course::TakeOver { steps: true } => vec![Slot::A, Slot::B],
            Course::Steps { .. } | Course::Replace | Course::Return => stable.chain([self.candidate()]).collect(),
            Course::Stay | Course::TakeBack | Course::Refuse => stable.collect(),
        }
    }

    /// The way of those who try the candidate out.
    fn header(self) -> Option<Action> {
        let is_there = self.seen.traffic.as_ref().is_some_and(|traffic| traffic.exists && traffic.as_declared);
        let comes = self.course.first_step().is_some();
        (self.spec.header && is_there && comes).then(|| Action::Header(Some(self.candidate())))
    }

    /// The route as it has to be, or its weights as they come first.
    fn route(self) -> Option<Action> {
        let Self { spec, course, .. } = self;
        let traffic = self.seen.traffic.as_ref()?;
        let share = |candidate: u32| if self.candidate() == Slot::A { candidate } else { 100 - candidate.min(100) };
        if !traffic.exists || !traffic.as_declared {
            let a = match course {
                Course::Install | Course::TakeOver { .. } => 100,
                _ => share(self.journal.weight),
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
}
