//! A lease: who is in charge, and since when.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/>.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use super::{Kind, View, micro_time};

/// A lease.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Lease {
    /// All of it.
    pub spec: LeaseSpec,
}

/// Who is in charge. Written with times to the microsecond; what is `None` is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct LeaseSpec {
    /// Who; `None` or empty if nobody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_identity: Option<String>,
    /// Seconds from the last renewal, seen by one's own clock, until others may take over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lease_duration_seconds: Option<u32>,
    /// Since when, by the holder's clock.
    #[serde(deserialize_with = "crate::time::read", skip_serializing_if = "Option::is_none", serialize_with = "write")]
    pub acquire_time: Option<Timestamp>,
    /// When the holder last said that it is there, by its own clock.
    #[serde(deserialize_with = "crate::time::read", skip_serializing_if = "Option::is_none", serialize_with = "write")]
    pub renew_time: Option<Timestamp>,
    /// How often it went from one holder to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lease_transitions: Option<u64>,
}

#[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
fn write<S: Serializer>(time: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => to.serialize_str(&micro_time(*time)),
        None => to.serialize_none(),
    }
}

impl View for Lease {
    const KIND: Kind = Kind::LEASE;
}
