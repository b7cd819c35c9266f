//! What can go wrong around one write.

use std::time::Duration;

use kgas_sandbox::{Moment, World};

use super::words::Write;

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// The provider dies before the request reaches the cloud.
    KilledBefore,
    /// The provider dies when the cloud has done it.
    KilledAfter,
    /// The cloud does it, and the answer is lost.
    ReplyLost,
    /// The request arrives twice; the provider gets the second answer.
    DoneTwice,
    /// The cloud wants to be left alone for a while, and does nothing.
    Throttled,
    /// The cloud is busy with the same object, and does nothing.
    Conflict,
    /// For a while after it, the cloud shows itself as it was before.
    StaleRead,
    /// The user asks to stop while the request is on its way.
    StopRequested,
}

/// All of them.
pub(crate) const FAULTS: [Fault; 8] = [
    Fault::KilledBefore,
    Fault::KilledAfter,
    Fault::ReplyLost,
    Fault::DoneTwice,
    Fault::Throttled,
    Fault::Conflict,
    Fault::StaleRead,
    Fault::StopRequested,
];

/// How long reads are stale.
const STALE: Duration = Duration::from_secs(10);

/// Which write a fault happens to.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// The first one like it.
    Like(Write),
    /// The nth of them all, from 0.
    Nth(usize),
}

/// A fault, and the write it happens to.
pub(super) struct Strike {
    target: Target,
    /// Writes so far.
    writes: usize,
    fault: Fault,
    met: bool,
    /// How often it had its effect.
    pub(super) fired: usize,
    /// What stale reads see, and until when.
    shown: Option<(World, Moment)>,
}

impl Strike {
    pub(super) fn new(target: Target, fault: Fault) -> Self {
        Self { target, writes: 0, fault, met: false, fired: 0, shown: None }
    }

    /// The fault, the first time that its write is sent.
    pub(super) fn due(&mut self, write: &Write) -> Option<Fault> {
        let is_meant = match &self.target {
            Target::Like(wanted) => write == wanted,
            Target::Nth(nth) => self.writes == *nth,
        };
        self.writes += 1;
        if self.met || !is_meant {
            return None;
        }
        self.met = true;
        // A stale read has its effect when something is read.
        self.fired = usize::from(self.fault != Fault::StaleRead);
        Some(self.fault)
    }

    /// From now on reads see `before`.
    pub(super) fn show(&mut self, before: World, now: Moment) {
        self.shown = Some((before, now.after(STALE)));
    }

    /// What a stale read sees.
    pub(super) fn replica(&mut self, now: Moment) -> Option<&mut World> {
        let (world, until) = self.shown.as_mut()?;
        if now >= *until {
            return None;
        }
        self.fired = 1;
        Some(world)
    }
}
