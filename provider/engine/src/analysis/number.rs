//! A measured value in a journal: as text, the way Prometheus writes one, because JSON has neither infinity nor "not a number".
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats>.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// The shortest text that reads back as the same value: `0.25`, `+Inf`, `-Inf`, `NaN`.
pub(super) fn written(value: f64) -> String {
    if value == f64::INFINITY {
        "+Inf".to_owned()
    } else if value == f64::NEG_INFINITY {
        "-Inf".to_owned()
    } else {
        value.to_string()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde says how a field is given")]
pub(super) fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&written(*value))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}
