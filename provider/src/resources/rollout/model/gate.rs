//! When a step may not begin.

use std::collections::BTreeMap;

use tfplugin_rs::value::Number;
use tfplugin_rs::{GoDuration, Keyword, Model};

/// When a step may not begin. It is looked at before the first write, and before each step.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Gate {
    /// A `PromQL` query for the fraction of an error budget that is left, asked of `analysis.prometheus`.
    #[attr(length(1, 10_000))]
    pub(crate) budget_query: Option<String>,
    /// The fraction of the error budget that must be left: `0.2`.
    pub(crate) min_budget: Option<Number>,
    /// A `PromQL` query for the burn rate of an error budget over `$window`, asked of `analysis.prometheus`.
    #[attr(length(1, 10_000))]
    pub(crate) burn_query: Option<String>,
    /// Burn rates that close the gate while both windows exceed them: `{ "5m/1h" = 14.4, "30m/6h" = 6 }`.
    #[attr(default = {})]
    pub(crate) max_burn: BTreeMap<String, Number>,
    /// Times in which no step begins, with their time zone: `"Fri 16:00-Mon 08:00 Europe/Berlin"`.
    #[attr(default = [])]
    pub(crate) freeze: Vec<String>,
    /// What a closed gate means.
    #[attr(default = "wait")]
    pub(crate) on_blocked: OnBlocked,
    /// How long a closed gate is waited for. When left out, until the apply's own timeout.
    pub(crate) timeout: Option<GoDuration>,
    /// Why the gate is to be passed although it is closed. It is written into the evidence.
    #[attr(name = "override", length(1, 500))]
    pub(crate) override_reason: Option<String>,
}

/// What a closed gate means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum OnBlocked {
    /// The apply waits.
    Wait,
    /// The apply fails; a candidate that is on its way has failed.
    Fail,
}
