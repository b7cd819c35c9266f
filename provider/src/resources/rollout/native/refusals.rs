//! What a refusal of the Kubernetes API means to a run.

use std::time::Duration;

use kgas_api::kubernetes::Reason;
use kgas_engine::PollScale;
use kgas_transport::CallError;

/// Milliseconds before another look after a refusal that only says that something has changed.
const PAUSE: u64 = 100;

/// How long to leave things alone after so many setbacks in a row: longer each time, so that an outage of minutes is waited
/// through.
pub(in crate::resources::rollout) fn pause(scale: PollScale, setbacks: u32) -> Duration {
    Duration::from_millis(scale.scaled(PAUSE * u64::from(setbacks.min(50))))
}

/// Whether the API server knows no such kind.
pub(in crate::resources::rollout) fn is_unserved(err: &CallError) -> bool {
    err.refusal().is_some_and(|refusal| Reason::of(refusal) == Reason::KindNotServed)
}

/// Whether another look shows what happened: somebody else changed the object, or another run put its mark on it.
pub(in crate::resources::rollout) fn is_setback(err: &CallError) -> bool {
    err.refusal().is_some_and(|refusal| {
        matches!(
            Reason::of(refusal),
            Reason::Conflict
                | Reason::AlreadyExists
                | Reason::PatchDoesNotFit
                | Reason::ObjectNotFound
                | Reason::Expired
        )
    })
}
