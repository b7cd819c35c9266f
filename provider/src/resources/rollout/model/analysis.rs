//! What is measured, and what is good enough.

use std::collections::BTreeMap;

use tfplugin_rs::value::{Number, Value};
use tfplugin_rs::{GoDuration, Keyword, Model};

use crate::resources::rollout::checks::{is_metric_label, is_pause, is_pem, is_url};
use crate::resources::rollout::connection::Credential;

/// What is measured, and what is good enough.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Analysis {
    /// Where the metrics are.
    pub(crate) prometheus: Prometheus,
    /// How often each is asked for.
    #[attr(default = "5s", must("a duration of `100ms` at least", is_pause))]
    pub(crate) every: GoDuration,
    /// The label by which metrics tell the slots apart, with `a` and `b` as its values. Pods have it as `kgas.dev/slot`. It is
    /// put into every selector of a query that does not say `$slot` itself.
    #[attr(default = "slot", must("the name of a label", is_metric_label))]
    pub(crate) slot_label: String,
    /// The metrics, by a name of your choice.
    #[attr(default = {})]
    pub(crate) metrics: BTreeMap<String, Metric>,
}

/// A Prometheus, or what answers like one.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Prometheus {
    /// Its address, up to and without `/api/v1`.
    #[attr(must("a URL such as `http://prometheus:9090`", is_url))]
    pub(crate) url: String,
    /// How long one answer may take.
    #[attr(default = "3s")]
    pub(crate) timeout: GoDuration,
    /// How often it scrapes what the queries ask for. A query that looks back less than four times as long is warned of.
    #[attr(default = "15s")]
    pub(crate) scrape_interval: GoDuration,
    /// A bearer token.
    #[attr(write_only)]
    pub(crate) bearer_token_wo: Option<Credential>,
    /// Headers to send along. They are kept in the state: credentials are none of them.
    #[attr(default = {})]
    pub(crate) headers: BTreeMap<String, String>,
    /// Tenant, as `X-Scope-OrgID` has it.
    #[attr(length(1, 150))]
    pub(crate) tenant: Option<String>,
    /// Certificate authority in PEM, beside those of the system.
    #[attr(must("certificates in PEM", is_pem))]
    pub(crate) ca_certificate: Option<String>,
}

/// One metric. It needs one at least of `max`, `min` and `compare`.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Metric {
    /// A `PromQL` query with one value as its answer. In it `$slot` is the slot that is measured, `$baseline` that of the stable
    /// version, `$namespace` and `$name` are the rollout's, and `$window` is the time since the step began.
    #[attr(length(1, 10_000))]
    pub(crate) query: String,
    /// The highest value that is good.
    pub(crate) max: Option<Number>,
    /// The lowest value that is good.
    pub(crate) min: Option<Number>,
    /// How the new version has to compare with the stable one.
    pub(crate) compare: Option<Compare>,
    /// Bad samples in a row, within one step, that make the candidate fail.
    #[attr(default = 1, between(1, 1_000))]
    pub(crate) failures: u32,
    /// What an answer without a value means.
    #[attr(default = "hold")]
    pub(crate) no_data: NoAnswer,
    /// What it means that Prometheus cannot be asked.
    #[attr(default)]
    pub(crate) on_error: OnError,
    /// Requests that the new version must have served within a step before the metric says anything.
    #[attr(default = 0)]
    pub(crate) min_requests: u32,
    /// A `PromQL` query for the number of requests behind `query`, with the same variables.
    #[attr(length(1, 10_000))]
    pub(crate) requests_query: Option<String>,
    /// Whether its failure alone makes the candidate fail. Metrics that are not critical make it fail together, when more than
    /// half of all `weight` is theirs.
    #[attr(default = true)]
    pub(crate) critical: bool,
    /// How much it counts among the others where it is not critical.
    #[attr(default = 1, between(1, 1_000))]
    pub(crate) weight: u32,
}

/// How the new version has to compare with the stable one over the same time.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Compare {
    /// How much worse still is good, as a fraction of the stable version's value: with `0.25`, 1.25 % beside 1 %.
    pub(crate) worse_by: Number,
    /// How they are compared.
    #[attr(default = "sequential")]
    pub(crate) test: Test,
    /// For the sequential test: the highest probability, for each step, that a version which is good fails.
    #[attr(default = one_in_a_hundred)]
    pub(crate) alpha: Number,
    /// Which direction is worse.
    #[attr(default = "higher")]
    pub(crate) direction: Direction,
    /// For the sequential test: what kind of number it is.
    #[attr(default = "value")]
    pub(crate) measure: Measure,
    /// For the sequential test of a ratio: how many requests go bad together at most. One, if each goes bad by itself.
    #[attr(default = 1, between(1, 1_000_000))]
    pub(crate) burst: u32,
}

fn one_in_a_hundred() -> Value {
    "0.01".parse().map_or(Value::Null, Value::Number)
}

/// How two versions are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Test {
    /// By all samples of the step, so that chance is told from a difference, and after as few as that needs.
    Sequential,
    /// Sample by sample.
    Threshold,
}

/// Which direction of a metric is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Direction {
    /// Errors, latencies.
    Higher,
    /// Success ratios, throughput.
    Lower,
}

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Measure {
    /// A share of requests, from 0 to 1. With `requests_query` each request is evidence.
    Ratio,
    /// Anything else, a latency for one. Each sample is evidence.
    Value,
}

/// What an absence of answers means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum NoAnswer {
    /// The weight stays where it is; once the progress deadline has passed the candidate has failed.
    Hold,
    /// The candidate has failed.
    Fail,
    /// Nothing is said against the candidate.
    Pass,
}

/// What it means that Prometheus cannot be asked.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct OnError {
    /// How long the weight stays where it is.
    #[attr(default = "2m")]
    pub(crate) tolerate: GoDuration,
    /// What follows after that.
    #[attr(default = "hold")]
    pub(crate) then: NoAnswer,
}
