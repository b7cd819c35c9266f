//! What may be wrong with a query that can be asked.

use std::fmt;

/// A doubt about a query, which a plan should show.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the parts of the sentence that `Display` writes")]
pub enum Warning {
    /// This selector measures both slots.
    Unbound { selector: String },
    /// The range is too short to hold two samples of every series at all times.
    ShortRange { selector: String, range_millis: u64, least_millis: u64 },
    /// The answer may have several series, which differ by these labels; by those of the metric, if `None`.
    ManySeries { labels: Option<Vec<String>> },
    /// A comparison at the outside: where it is false, there is no answer instead of a value.
    Filters,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unbound { selector } => {
                write!(f, "{selector} does not depend on the slot: it measures canary and stable together")
            }
            Self::ShortRange { selector, range_millis, least_millis } => write!(
                f,
                "{selector} looks back {}, which one missed scrape leaves without a value; four scrape intervals are {}",
                duration(*range_millis),
                duration(*least_millis)
            ),
            Self::ManySeries { labels: None } => {
                f.write_str("the query may answer several series, and one value is needed: aggregate it, with sum(…) for one")
            }
            Self::ManySeries { labels: Some(labels) } => write!(
                f,
                "the query answers one series for each {}, and one value is needed: aggregate without grouping",
                labels.join(", ")
            ),
            Self::Filters => f.write_str(
                "the comparison leaves no series where it is false, which is judged by no_data: give the bound as max or min",
            ),
        }
    }
}

/// A duration as Prometheus reads it.
pub(super) fn duration(millis: u64) -> String {
    match millis {
        _ if !millis.is_multiple_of(1000) => format!("{millis}ms"),
        _ if millis.is_multiple_of(60_000) && millis > 0 => format!("{}m", millis / 60_000),
        _ => format!("{}s", millis / 1000),
    }
}
