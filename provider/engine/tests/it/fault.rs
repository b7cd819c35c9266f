//! What every engine's decisions are held against.

/// What can go wrong around one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    KilledBefore,
    KilledAfter,
    ReplyLost,
    DoneTwice,
    Throttled,
    Conflict,
    StaleRead,
    StopRequested,
}

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
