//! Which way an apply takes.

use super::super::{Cause, Journal, Phase, Resume, Seen, Slot, Spec, next};

/// Which way an apply takes from what is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Nothing has the traffic yet: the wanted revision gets its pods, and all of it.
    Install,
    /// What the adopted Deployment runs is taken over as it is.
    TakeOver {
        /// The wanted revision is another one, and comes by steps after that.
        steps: bool,
    },
    /// The wanted revision has all the traffic already.
    Stay,
    /// The wanted revision comes by steps.
    Steps {
        /// The first that is still to come, from 0.
        from: usize,
    },
    /// The wanted revision still runs beside the stable one, and gets the traffic without steps.
    Return,
    /// The candidate that is under way is taken back, and the wanted revision comes by steps after that.
    Replace,
    /// The candidate that is under way is taken back, and the apply fails with that, or ends with the stable revision where that
    /// is the wanted one.
    TakeBack,
    /// Nothing: a person is to decide about the candidate that is under way.
    Refuse,
}

impl Course {
    /// The first step that is still to come, from 0, if it goes by steps.
    #[must_use]
    pub const fn first_step(self) -> Option<usize> {
        match self {
            Self::Steps { from } => Some(from),
            Self::Replace | Self::TakeOver { steps: true } => Some(0),
            Self::Install
            | Self::TakeOver { steps: false }
            | Self::Stay
            | Self::Return
            | Self::TakeBack
            | Self::Refuse => None,
        }
    }
}

/// The slot that the wanted revision comes into.
pub(super) fn candidate_slot(journal: &Journal) -> Slot {
    journal.candidate.as_ref().map_or_else(|| journal.free_slot(), |candidate| candidate.slot)
}

pub(super) fn course(spec: &Spec, seen: &Seen, journal: &Journal) -> Course {
    let wanted = &spec.revision;
    let stays = journal.stable.as_ref().is_some_and(|stable| stable.revision == *wanted);
    let is_candidate = journal.candidate.as_ref().is_some_and(|candidate| candidate.revision == *wanted);
    match journal.phase {
        Phase::Installing => first(spec, seen),
        Phase::Progressing | Phase::Held => match spec.resume {
            Resume::Manual => Course::Refuse,
            Resume::Rollback => Course::TakeBack,
            Resume::Auto if is_candidate => {
                if journal.instant {
                    Course::Return
                } else {
                    Course::Steps { from: journal.step }
                }
            }
            Resume::Auto if stays => Course::TakeBack,
            Resume::Auto => Course::Replace,
        },
        Phase::Reverting => match &journal.cause {
            None | Some(Cause::Superseded { .. } | Cause::Destroyed) if !stays => Course::Replace,
            // Whoever applies again after a stop, or after a run that died, wants it to be tried again.
            Some(Cause::Interrupted { .. } | Cause::DeadMan { .. }) if !stays && spec.resume != Resume::Rollback => {
                Course::Replace
            }
            // And whoever wants another one by now goes on to that.
            _ if !stays && spec.resume != Resume::Rollback && !is_candidate => Course::Replace,
            _ => Course::TakeBack,
        },
        Phase::Idle | Phase::Reverted | Phase::Keeping if stays => Course::Stay,
        Phase::Idle | Phase::Reverted | Phase::Keeping if next::returns(spec, seen, journal) => Course::Return,
        Phase::Idle | Phase::Reverted | Phase::Keeping => Course::Steps { from: 0 },
    }
}

/// There is no stable revision yet.
fn first(spec: &Spec, seen: &Seen) -> Course {
    let adopted = seen.adopted.as_ref().filter(|_| spec.adopts);
    match adopted {
        Some(adopted) if adopted.had.is_some() || adopted.asked > 0 => {
            Course::TakeOver { steps: adopted.revision != spec.revision }
        }
        _ => Course::Install,
    }
}
