//! Prometheus' HTTP API, which Thanos, Mimir, Cortex, `VictoriaMetrics` and the clouds' own answer too.
//!
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/>.

pub mod build_info;
pub mod query;
pub mod query_range;
pub mod rules;
pub mod targets;

mod data;
mod refusal;
mod rest;

pub use build_info::BuildInfo;
pub use data::{Data, Measured, Point, Series, Text, Value};
pub use rest::Answer;
pub use rules::{Rule, RuleGroup, RuleHealth, RuleKind};
pub use targets::{Target, TargetHealth};
