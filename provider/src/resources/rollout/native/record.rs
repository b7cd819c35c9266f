//! The journal and the lock as objects.

use jiff::Timestamp;
use kgas_api::kubernetes::{self, Object, View as _};
use kgas_engine::rollout::{Journal, Lease};
use serde_json::{Value, json};

use super::marks::APPROVED;

/// The key of the journal in its `ConfigMap`.
const KEY: &str = "journal.json";
/// The key of what a controller had said: only the journals of engines of others have it.
pub(in crate::resources::rollout) const SAID: &str = "said";

/// Reads the journal.
///
/// # Errors
/// What of it is no journal of this version.
pub(in crate::resources::rollout) fn journal(object: &Object) -> Result<Journal, String> {
    let text = object.get(&["data", KEY]).and_then(Value::as_str).ok_or_else(|| format!("it has no {KEY}"))?;
    serde_json::from_str(text).map_err(|err| err.to_string())
}

/// The fields of a journal's object that are ours.
pub(in crate::resources::rollout) fn journal_data(journal: &Journal) -> Value {
    // A journal has only texts, numbers and lists of these.
    let text = serde_json::to_string_pretty(journal).unwrap_or_default();
    json!({ KEY: text })
}

/// A person's consent to a step, noted on the journal.
pub(in crate::resources::rollout) fn approval(object: &Object) -> Option<(u64, u32)> {
    let (attempt, weight) = object.annotation(APPROVED)?.split_once('/')?;
    Some((attempt.parse().ok()?, weight.parse().ok()?))
}

/// Reads the lock.
///
/// # Errors
/// What of it cannot be read.
pub(super) fn lease(object: &Object) -> Result<Lease, String> {
    let spec = kubernetes::Lease::of(object).map_err(|err| err.to_string())?.spec;
    Ok(Lease {
        holder: spec.holder_identity.filter(|holder| !holder.is_empty()),
        epoch: spec.lease_transitions.unwrap_or(0),
        renewed: spec.renew_time.map(|time| time.to_string()).unwrap_or_default(),
        ..Lease::default()
    })
}

/// What happens to the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// It changes hands.
    Taken,
    /// Its holder is alive.
    Renewed,
    /// Nobody holds it.
    Free,
}

/// The lock's `spec` after that.
///
/// * `before`: as it was read.
/// * `ttl`: milliseconds.
pub(super) fn lease_spec(before: Option<&Object>, hold: Hold, holder: &str, ttl: u64, now: Timestamp) -> Value {
    let spec = before.and_then(|before| kubernetes::Lease::of(before).ok()).unwrap_or_default().spec;
    let transitions = spec.lease_transitions.unwrap_or(0);
    let seconds = u32::try_from(ttl.div_ceil(1_000)).unwrap_or(u32::MAX).max(1);
    let taken = hold == Hold::Taken;
    json!(kubernetes::LeaseSpec {
        holder_identity: (hold != Hold::Free).then(|| holder.to_owned()),
        lease_duration_seconds: Some(seconds),
        acquire_time: if taken { Some(now) } else { spec.acquire_time },
        renew_time: Some(now),
        lease_transitions: Some(if taken { transitions + 1 } else { transitions }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "called with literals")]
    fn object(spec: Value) -> Object {
        let parts = json!({ "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": { "name": "x" }, "spec": spec });
        Object::from_value(parts).unwrap()
    }

    #[test]
    fn a_lock_counts_the_hands_it_goes_through() {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let first = object(lease_spec(None, Hold::Taken, "one", 15_000, now));
        let seen = lease(&first).unwrap();
        assert_eq!((seen.holder.as_deref(), seen.epoch), (Some("one"), 1));
        let later = now + jiff::SignedDuration::from_secs(5);
        let renewed = object(lease_spec(Some(&first), Hold::Renewed, "one", 15_000, later));
        let again = lease(&renewed).unwrap();
        assert_eq!(again.epoch, 1);
        assert_ne!(again.renewed, seen.renewed);
        let free = object(lease_spec(Some(&renewed), Hold::Free, "one", 15_000, later));
        assert_eq!(lease(&free).unwrap().holder, None);
        let second = object(lease_spec(Some(&free), Hold::Taken, "two", 15_000, later));
        assert_eq!((lease(&second).unwrap().holder.as_deref(), lease(&second).unwrap().epoch), (Some("two"), 2));
    }

    #[test]
    fn a_journal_is_read_as_it_was_written() {
        let written = Journal { epoch: 3, weight: 25, ..Journal::default() };
        let parts = json!({
            "apiVersion": "v1", "kind": "ConfigMap", "data": journal_data(&written),
            "metadata": { "name": "x", "annotations": { APPROVED: "3/50" } },
        });
        let object = Object::from_value(parts).unwrap();
        assert_eq!(journal(&object).unwrap(), written);
        assert_eq!(approval(&object), Some((3, 50)));
    }
}
