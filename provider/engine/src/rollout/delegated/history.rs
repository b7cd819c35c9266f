//! What only a run as a whole can tell. It only makes a run wait, or end: another run that lacks it waits longer.

use super::seen::Remembered;
use super::{Action, Pause, Report, Seen, Workload};
use crate::Millis;
use crate::rollout::{Cause, Phase, Revision};

/// The memory of one run.
#[derive(Clone, Debug, Default)]
pub struct History {
    sent: bool,
    deployed: bool,
    reverting: bool,
    silent: Option<Millis>,
    nudged: u64,
    stopped: Option<Millis>,
}

impl History {
    /// Adds to a look what it cannot show by itself.
    ///
    /// * `wanted`: what this run is to bring.
    pub fn note(&mut self, wanted: &Revision, mut seen: Seen, now: Millis) -> Seen {
        // Until it was seen there, a look without it may be an old one.
        let there = seen.workload.as_ref().is_some_and(|workload| workload.revision.as_ref() == Some(wanted));
        self.deployed |= self.sent && there;
        let report = seen.workload.as_ref().map(|workload| &workload.report);
        let silent = matches!(report, Some(Report::Unheard));
        let stopped = matches!(report, Some(Report::UnderWay { pause: Some(Pause::Data { .. }), .. }));
        let since = |known: &mut Option<Millis>, holds: bool| {
            *known = holds.then(|| known.unwrap_or(now));
            known.map_or(0, |since| now.0.saturating_sub(since.0))
        };
        let failed = seen.journal.as_ref().is_some_and(|journal| {
            journal.phase == Phase::Reverting
                && journal.candidate.as_ref().is_some_and(|candidate| candidate.revision == *wanted)
                && !matches!(&journal.cause, None | Some(Cause::Interrupted { .. } | Cause::Superseded { .. }))
        });
        self.reverting |= failed;
        self.nudged = if silent { self.nudged } else { 0 };
        seen.run = Remembered {
            deployed: self.deployed,
            reverting: self.reverting,
            silent: since(&mut self.silent, silent),
            nudged: self.nudged,
            stopped: since(&mut self.stopped, stopped),
        };
        seen
    }

    /// Remembers what was sent, whatever becomes of the answer.
    ///
    /// * `seen`: what `action` was decided on.
    pub fn sending(&mut self, action: &Action, seen: &Seen) {
        match action {
            Action::Deploy => {
                self.sent = true;
                (self.silent, self.nudged) = (None, 0);
            }
            Action::Restore => {
                (self.sent, self.deployed) = (false, false);
                (self.silent, self.nudged) = (None, 0);
            }
            // What is begun anew is not what was brought before.
            Action::Write(journal) => {
                let candidate = |journal: &crate::rollout::Journal| journal.attempt;
                if seen.journal.as_ref().map(candidate) != Some(journal.attempt) {
                    (self.sent, self.deployed) = (false, false);
                }
            }
            Action::Nudge => self.nudged += 1,
            Action::Prepare | Action::Resume | Action::Clean | Action::Forget => {}
        }
    }
}

impl Workload {
    /// Percent of the traffic that a candidate in it has, as far as the controller says.
    #[must_use]
    pub fn weight(&self) -> u32 {
        match self.report {
            Report::UnderWay { weight, .. } => weight,
            Report::Unheard | Report::Serving | Report::Failed { .. } => 0,
        }
    }
}
