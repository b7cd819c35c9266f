//! What a refusal of the Kubernetes API means to a run.

use kgas_api::kubernetes::Reason;
use kgas_transport::CallError;

/// Milliseconds before another look after a refusal that only says that something has changed.
pub(in crate::resources::rollout) const PAUSE: u64 = 100;

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
