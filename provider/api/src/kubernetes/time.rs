//! Points in time as Kubernetes writes them.

use jiff::Timestamp;

/// `Time`: RFC 3339 to the second, such as `2026-03-01T00:00:00Z`.
/// Source: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/>.
#[must_use]
pub fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `MicroTime`: RFC 3339 with exactly six digits behind the second, such as `2026-03-01T00:00:00.000000Z`; leases and events
/// have it.
/// Source: <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/>.
#[must_use]
pub fn micro_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}
