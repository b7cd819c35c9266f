//! What needs more than one look.

use std::collections::BTreeSet;

use kgas_engine::Millis;
use kgas_engine::cluster::observed::{Failure, Status};
use kgas_engine::cluster::{Action, History, Problem, Seen, Spec, Step, Waiting, next};

use super::fixtures::whole;
use super::run::with;

#[test]
fn absences_are_counted_in_a_row() {
    let spec = whole();
    let there = with(&spec).truth;
    let mut history = History::default();
    let counts: Vec<_> = [&Seen::default(), &Seen::default(), &there, &Seen::default()]
        .map(|seen| history.note(&spec, seen.clone()))
        .iter()
        .map(|seen| (seen.cluster_absent, seen.support_absent.get(&"vpc".into()).copied()))
        .collect();
    assert_eq!(counts, [(1, Some(1)), (2, Some(2)), (0, None), (1, Some(1))]);
}

#[test]
fn an_absence_from_before_a_create_does_not_count_after_it() {
    let spec = whole();
    let mut history = History::default();
    for _ in 0..4 {
        let _ = history.note(&spec, Seen::default());
    }
    history.sending(&Action::CreateSupport { key: "vpc".into() });
    let seen = history.note(&spec, Seen::default());
    assert_eq!((seen.support_absent[&"vpc".into()], seen.support_absent[&"igw".into()]), (1, 5));
}

#[test]
fn a_failure_is_inherited_until_it_was_seen_to_be_over() {
    let spec = whole();
    let good = with(&spec).truth;
    let mut bad = good.clone();
    let pool = bad.cluster.as_mut().unwrap().pools.values_mut().next().unwrap();
    pool.status = Status::Failed(Failure::Create);
    let mut history = History::default();
    let inherited: Vec<_> = [&bad, &bad, &good, &bad]
        .map(|seen| history.note(&spec, seen.clone()))
        .iter()
        .map(|seen| seen.cluster.as_ref().unwrap().pools.values().next().unwrap().inherited)
        .collect();
    assert_eq!(inherited, [true, true, false, false]);
}

#[test]
fn finding_our_cluster_without_knowing_it_is_adoption() {
    let spec = whole();
    let there = with(&spec).truth;
    let mut leaving = there.clone();
    leaving.cluster.as_mut().unwrap().status = Status::Deleting;
    let adopted = |known, first: &Seen| {
        let mut history = History::default();
        let spec = kgas_engine::cluster::Spec { known, ..spec.clone() };
        let _ = history.note(&spec, first.clone());
        let _ = history.note(&spec, there.clone());
        history.adopted()
    };
    assert!(adopted(false, &there));
    assert!(!adopted(true, &there));
    assert!(!adopted(false, &Seen::default()), "we made it in this run");
    assert!(!adopted(false, &leaving), "it goes, and another is made");
}

#[test]
fn a_request_without_effect_is_not_sent_for_ever() {
    let spec = whole();
    let seen = with(&spec).truth;
    let action = Action::UpdateLogging { enable: BTreeSet::new(), disable: BTreeSet::new() };
    let mut history = History::default();
    for _ in 0..7 {
        assert_eq!(history.accepted(&action, &seen), Ok(()));
    }
    assert_eq!(history.accepted(&Action::DeleteCluster, &seen), Ok(()), "another request starts over");
    for _ in 0..7 {
        assert_eq!(history.accepted(&action, &seen), Ok(()));
    }
    assert_eq!(history.accepted(&action, &seen), Err(Problem::NoEffect { action: "update logging".into() }));
}

#[test]
fn a_request_whose_effect_is_not_seen_is_given_time_before_it_is_sent_again() {
    let spec = whole();
    let seen = with(&spec).truth;
    let action = Action::UpdateLogging { enable: BTreeSet::new(), disable: BTreeSet::new() };
    let again = || Step::Do(action.clone());
    let mut history = History::default();
    assert_eq!(history.paced(&spec, Millis(0), again()), again(), "never sent before");
    for pause in [5_000, 10_000] {
        history.accepted(&action, &seen).unwrap();
        let other = Step::Do(Action::DeleteCluster);
        assert_eq!(history.paced(&spec, Millis(7), other.clone()), other, "another request need not wait");
        let waits = Step::Wait { until: Millis(7 + pause), why: Waiting::Effect { action: action.to_string() } };
        assert_eq!(history.paced(&spec, Millis(7), again()), waits);
        assert_eq!(history.paced(&spec, Millis(9), again()), again(), "it has had its time");
    }
}

/// A spec of one object that two creations would double.
fn one() -> Spec {
    let mut spec = whole();
    spec.support.retain(|support| support.key == "vpc".into());
    spec
}

fn create() -> Action {
    Action::CreateSupport { key: "vpc".into() }
}

/// Looks every second from `from` on, while nothing of ours is to be seen: when the creation is sent.
fn sent(history: &mut History, from: u64) -> u64 {
    let spec = one();
    for second in from..from + 300 {
        let (seen, now) = (history.note(&spec, Seen::default()), Millis(second * 1000));
        let step = next(&spec, &seen, now);
        match history.paced(&spec, now, step) {
            Step::Do(action) => {
                assert_eq!(action, create());
                history.sending(&action);
                return second;
            }
            Step::Wait { why: Waiting::Absence { .. } | Waiting::Effect { .. }, .. } => {}
            step => panic!("{step:?}"),
        }
    }
    panic!("it is never sent");
}

#[test]
fn what_was_asked_for_is_not_asked_for_again_before_the_cloud_can_show_it() {
    let mut history = History::default();
    let first = sent(&mut history, 0);
    assert_eq!(sent(&mut history, first + 1), first + 60, "a minute later nobody believes in it any more");
}

#[test]
fn what_was_refused_may_be_asked_for_again_at_once() {
    let mut history = History::default();
    let first = sent(&mut history, 0);
    history.refused(&create());
    // Three looks, as for any absence.
    assert_eq!(sent(&mut history, first + 1), first + 3);
}
