//! What several metrics say together.

use super::{Failure, Holding, Metric, Unclear, Verdict};

/// The verdict of one look at all metrics.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "`metric` is the name of the metric that decides, the other field its own verdict")]
pub enum Combined {
    /// Nothing speaks against the canary.
    Pass,
    /// The step has failed.
    Fail { metric: String, failure: Failure },
    /// The weight stays where it is.
    Hold { metric: String, why: Holding },
    /// The weight stays where it is, and a person should look.
    Inconclusive { metric: String, why: Unclear },
}

/// The verdict of all metrics together, from the first of these that holds:
///
/// 1. a critical metric fails: failed;
/// 2. those that fail have more than `tolerated` of all weight: failed;
/// 3. one holds, or is inconclusive: the same;
/// 4. passed. A failure that is tolerated passes.
///
/// Without metrics: passed.
///
/// * `tolerated`: a fraction, `0..1`. At 0, any failure of a metric that has weight fails.
#[must_use]
pub fn combine<'a>(metrics: impl IntoIterator<Item = (&'a Metric, &'a Verdict)>, tolerated: f64) -> Combined {
    let metrics: Vec<_> = metrics.into_iter().collect();
    let failed = || {
        metrics.iter().filter_map(|(metric, verdict)| match verdict {
            Verdict::Fail(failure) => Some((*metric, failure)),
            _ => None,
        })
    };
    let fail = |(metric, failure): (&Metric, &Failure)| Combined::Fail {
        metric: metric.name.clone(),
        failure: failure.clone(),
    };
    if let Some(critical) = failed().find(|(metric, _)| metric.critical) {
        return fail(critical);
    }
    let weight: f64 = failed().map(|(metric, _)| f64::from(metric.weight)).sum();
    let whole: f64 = metrics.iter().map(|(metric, _)| f64::from(metric.weight)).sum();
    // `max_by_key` answers the last of equals.
    if weight > tolerated * whole
        && let Some(heaviest) = failed().collect::<Vec<_>>().into_iter().rev().max_by_key(|(metric, _)| metric.weight)
    {
        return fail(heaviest);
    }
    metrics
        .iter()
        .find_map(|(metric, verdict)| match verdict {
            Verdict::Hold(why) => Some(Combined::Hold { metric: metric.name.clone(), why: why.clone() }),
            Verdict::Inconclusive(why) => Some(Combined::Inconclusive { metric: metric.name.clone(), why: *why }),
            Verdict::Pass | Verdict::Fail(_) => None,
        })
        .unwrap_or(Combined::Pass)
}
