//! How well deliveries go, reckoned by hand.

use std::collections::BTreeMap;

use kgas_engine::Millis;
use kgas_engine::rollout::delivery::{Delivery, delivery};
use kgas_engine::rollout::{Attempt, Ending, Entry, Journal};

use super::fixtures::{canary, revision, with};
use super::run::{apply, done};

const HOUR: u64 = 3_600_000;

fn journal(attempts: &[(&str, u64, u64, Ending)]) -> Journal {
    let attempt = |(number, (name, began, ended, ending)): (usize, &(&str, u64, u64, Ending))| Attempt {
        number: number as u64 + 1,
        revision: revision(name),
        began: Millis(began * HOUR),
        ended: Millis(ended * HOUR),
        ending: *ending,
    };
    Journal { attempts: attempts.iter().enumerate().map(attempt).collect(), ..Journal::default() }
}

#[test]
fn too_little_says_nothing() {
    assert_eq!(delivery(&Journal::default()), Delivery::default());
    let one = delivery(&journal(&[("v2", 0, 1, Ending::Promoted)]));
    let expected = Delivery {
        deployments: 1,
        lead_time: Some(HOUR),
        change_failure_rate: Some(0.0),
        since: Some(Millis(0)),
        ..Delivery::default()
    };
    assert_eq!(one, expected);
    // What nobody has judged is no change.
    let superseded = delivery(&journal(&[("v2", 3, 4, Ending::Superseded)]));
    assert_eq!(superseded, Delivery { since: Some(Millis(3 * HOUR)), ..Delivery::default() });
}

#[test]
fn deployments_are_counted_and_timed() {
    let four = journal(&[
        ("v2", 0, 1, Ending::Promoted),
        ("v3", 20, 24, Ending::Promoted),
        ("v4", 30, 31, Ending::Reverted),
        ("v4", 40, 41, Ending::Reverted),
        ("v4", 46, 49, Ending::Promoted),
        ("v5", 70, 73, Ending::Promoted),
    ]);
    let told = delivery(&four);
    // Three more within three days; 1, 4, 19 and 3 hours; two of six failed, without traffic.
    assert_eq!((told.deployments, told.per_day, told.lead_time), (4, Some(1.0), Some(3 * HOUR + HOUR / 2)));
    assert_eq!((told.change_failure_rate, told.mttr), (Some(2.0 / 6.0), None));
}

#[test]
fn a_return_to_the_version_before_is_a_failure_of_the_one_after() {
    let returned = journal(&[
        ("v1", 0, 1, Ending::Promoted),
        ("v2", 10, 11, Ending::Promoted),
        ("v1", 13, 14, Ending::Promoted),
        // It is mended, and comes again: that is no return.
        ("v2", 20, 21, Ending::Promoted),
    ]);
    let told = delivery(&returned);
    assert_eq!((told.deployments, told.change_failure_rate, told.mttr), (4, Some(1.0 / 3.0), Some(3 * HOUR)));
    // Each from its own beginning.
    assert_eq!(told.lead_time, Some(HOUR));
}

#[test]
fn what_failed_counts_for_as_long_as_it_had_traffic() {
    let entry = |attempt, at: u64, from, to| Entry {
        at: Millis(at * HOUR),
        attempt,
        revision: revision("v2"),
        from,
        to,
        why: String::new(),
        metrics: BTreeMap::default(),
    };
    let mut journal = journal(&[
        ("v2", 0, 9, Ending::Reverted),
        ("v2", 10, 20, Ending::Reverted),
        ("v2", 30, 31, Ending::Reverted),
        ("v2", 40, 45, Ending::Reverted),
    ]);
    journal.entries = vec![
        entry(1, 5, 25, 50),
        entry(1, 6, 50, 0),
        entry(2, 11, 0, 5),
        entry(2, 12, 5, 25),
        entry(2, 14, 25, 0),
        // The third never had any, and the fourth was taken back before its first weight was confirmed.
        entry(4, 41, 5, 0),
    ];
    assert_eq!(delivery(&journal).mttr, Some((6 + 3 + 1) * HOUR / 3));
    assert_eq!(delivery(&journal).change_failure_rate, Some(1.0));
    // Where entries were dropped the beginning of the oldest is not known.
    journal.entries.extend((0..Journal::KEPT as u64).map(|at| entry(5, 50 + at, 0, 5)));
    assert_eq!(delivery(&journal).mttr, Some(2 * HOUR));
}

#[test]
fn the_engines_own_journal_is_understood() {
    let mut world = with(&canary("v1"));
    done(&mut world, &canary("v2"));
    world.bad.insert(revision("v3"));
    let _ = apply(&mut world, &canary("v3"));
    let told = delivery(&world.journal.as_ref().unwrap().0);
    assert_eq!((told.deployments, told.change_failure_rate), (1, Some(0.5)));
    assert!(told.lead_time.unwrap() >= 44_000, "{told:?}");
    assert!((1..10_000).contains(&told.mttr.unwrap()), "{told:?}");
}
