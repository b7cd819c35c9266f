//! What an apply would do, told before it is done: which way it takes, with how many pods, and what it writes.
//!
//! Everything here follows from the same look that [`super::next()`] decides on, so that a plan shows the way that the apply
//! takes.

mod course;
mod table;
mod writes;

pub use course::Course;
pub use table::Row;

use super::{Action, Pair, Phase, Seen, Slot, Spec, next};

/// What an apply would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Which way it takes.
    pub course: Course,
    /// Pods that carry all the traffic.
    pub whole: u32,
    /// The steps that are still to come.
    pub rows: Vec<Row>,
    /// Pods that are asked for at the same time, each time that there are more than before: those of the wanted revision as the
    /// candidate, all others as the stable side.
    pub crowds: Vec<Pair>,
    /// Pods that are asked for now, counted like `crowds`.
    pub running: Pair,
    /// The requests that make or change objects, as far as they are known beforehand: one for each object and template.
    pub writes: Vec<Action>,
}

/// What an apply of `spec` would do about what is seen.
#[must_use]
pub fn preview(spec: &Spec, seen: &Seen) -> Preview {
    let journal = next::journal(spec, seen);
    let (course, whole) = (course::course(spec, seen, &journal), next::whole(spec, seen));
    let slot = course::candidate_slot(&journal);
    let adopted = seen.adopted.as_ref().map_or(0, |adopted| adopted.asked);
    let asked = |slot: Slot| seen.slots.get(slot).asked();
    let running = Pair { candidate: asked(slot), stable: asked(slot.other()) + adopted };
    let under_way = matches!(journal.phase, Phase::Progressing | Phase::Held);
    let resumed = under_way && matches!(course, Course::Steps { .. });
    Preview {
        whole,
        rows: course.first_step().map(|first| table::table(spec, whole, first)).unwrap_or_default(),
        crowds: table::crowds(spec, whole, course, running, resumed),
        running,
        writes: writes::Ahead { spec, seen, journal: &journal, course, whole }.writes(),
        course,
    }
}
