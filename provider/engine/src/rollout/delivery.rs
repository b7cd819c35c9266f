//! How well deliveries go, from the attempts that a journal keeps: the four figures by which teams compare theirs.
//!
//! Everything is reckoned from the journal alone: the same journal gives the same figures whenever it is read.
//! Source: <https://dora.dev/guides/dora-metrics/>.

use super::{Attempt, Ending, Journal, Revision};
use crate::Millis;

/// The figures. One is missing where there is too little to reckon it from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Delivery {
    /// Attempts after which their revision was the stable one.
    pub deployments: u64,
    /// Deployments a day: those after the first, by the time from the first one to the last one. With two at least.
    pub per_day: Option<f64>,
    /// Milliseconds from the beginning of the first attempt with a revision until it was the stable one: the median of all
    /// deployments. With one at least.
    pub lead_time: Option<u64>,
    /// The part of changes that failed: attempts that were taken back, and deployments after which the revision before them was
    /// deployed again, by all attempts that came to an end but such returns. With one change at least.
    pub change_failure_rate: Option<f64>,
    /// Milliseconds for which a failed change had traffic: the mean of all that had any. From its first weight until it had none,
    /// where its first weight was never confirmed from its beginning on; or from its deployment until the revision before it was
    /// deployed again.
    pub mttr: Option<u64>,
    /// When the oldest attempt began that all this is reckoned from.
    pub since: Option<Millis>,
}

/// What the attempts of a journal amount to. It keeps the newest [`Journal::KEPT`].
#[must_use]
pub fn delivery(journal: &Journal) -> Delivery {
    let attempts = &journal.attempts;
    let deployed: Vec<&Attempt> = attempts.iter().filter(|attempt| attempt.ending == Ending::Promoted).collect();
    let changes = changes(journal);
    let failed: Vec<&Change> = changes.iter().filter(|change| change.failed).collect();
    let exposed: Vec<u64> = failed.iter().filter_map(|change| change.exposed).collect();
    Delivery {
        deployments: many(deployed.len()),
        per_day: per_day(&deployed),
        lead_time: median(lead_times(attempts)),
        change_failure_rate: (!changes.is_empty()).then(|| ratio(many(failed.len()), many(changes.len()))),
        mttr: exposed.iter().sum::<u64>().checked_div(many(exposed.len())),
        since: attempts.first().map(|attempt| attempt.began),
    }
}

/// One attempt that changed something, and how it went.
struct Change {
    failed: bool,
    /// Milliseconds for which a failed one had traffic, if it had any and that is known.
    exposed: Option<u64>,
}

fn changes(journal: &Journal) -> Vec<Change> {
    let mut changes = Vec::new();
    // The stable revision, the one before it, and the change that brought it.
    let (mut stable, mut before): (Option<&Attempt>, Option<&Revision>) = (None, None);
    let mut newest = None;
    for attempt in &journal.attempts {
        match attempt.ending {
            Ending::Superseded => {}
            Ending::Reverted => changes.push(Change { failed: true, exposed: exposed(journal, attempt) }),
            Ending::Promoted if before == Some(&attempt.revision) => {
                let failed = newest.and_then(|index: usize| changes.get_mut(index));
                if let (Some(change), Some(stable)) = (failed, stable) {
                    *change = Change { failed: true, exposed: Some(since(stable.ended, attempt.ended)) };
                }
                (stable, before, newest) = (Some(attempt), None, None);
            }
            Ending::Promoted => {
                newest = Some(changes.len());
                changes.push(Change { failed: false, exposed: None });
                (stable, before) = (Some(attempt), stable.map(|stable| &stable.revision));
            }
        }
    }
    changes
}

/// From an attempt's first traffic until it had none.
fn exposed(journal: &Journal, attempt: &Attempt) -> Option<u64> {
    let mut entries = journal.entries.iter().filter(|entry| entry.attempt == attempt.number);
    let first = entries.clone().next()?;
    let cut = journal.entries.len() >= Journal::KEPT && journal.entries.first() == Some(first);
    let began = match first.from {
        0 => first.at,
        // What came before it is not kept any more.
        _ if cut => return None,
        // It was taken back before its first weight was confirmed: it had that no earlier than it began.
        _ => attempt.began,
    };
    let last = entries.rfind(|entry| entry.to == 0).map_or(attempt.ended, |entry| entry.at);
    Some(since(began, last))
}

fn lead_times(attempts: &[Attempt]) -> Vec<u64> {
    let lead = |(index, deployed): (usize, &Attempt)| {
        let same = |attempt: &&Attempt| attempt.revision == deployed.revision;
        // Those with the same revision, back to its last deployment.
        let tried =
            attempts[..index].iter().rev().filter(same).take_while(|attempt| attempt.ending != Ending::Promoted);
        let began = tried.last().map_or(deployed.began, |first| first.began);
        since(began, deployed.ended)
    };
    attempts.iter().enumerate().filter(|(_, attempt)| attempt.ending == Ending::Promoted).map(lead).collect()
}

fn per_day(deployed: &[&Attempt]) -> Option<f64> {
    const DAY: f64 = 86_400_000.0;
    let (first, last) = (deployed.first()?, deployed.last()?);
    let took = since(first.ended, last.ended);
    (took > 0).then(|| ratio(many(deployed.len() - 1), took) * DAY)
}

fn median(mut all: Vec<u64>) -> Option<u64> {
    all.sort_unstable();
    let middle = all.len() / 2;
    match all.len() {
        0 => None,
        odd if odd % 2 == 1 => all.get(middle).copied(),
        _ => Some(u64::midpoint(all[middle - 1], all[middle])),
    }
}

const fn since(began: Millis, ended: Millis) -> u64 {
    ended.0.saturating_sub(began.0)
}

fn many(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Numbers of attempts and of milliseconds, which a float has exactly.
#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
