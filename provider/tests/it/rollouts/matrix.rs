//! The fault matrix as one function: every write of a story meets each fault, and the end is that of a calm run.

use std::collections::{BTreeMap, BTreeSet};

use kgas_sandbox::Timing;
use serde_json::Value;
use tfplugin_rs::testing::Stored;

use super::stories::{Story, stories};
use crate::cloud::{Cloud, FAULTS, Fault, Target};
use crate::matrix::Tally;
use crate::matrix::run::{Ended, a_minute, apply_at};

const ADDRESS: &str = "kgas_rollout.story";

/// What an apply says that took the new version back.
const TAKEN_BACK: &str = "The new version was taken back";

/// What can be compared of a state: what else it has tells when and how often.
const COMPARED: [&str; 6] = ["id", "phase", "stable_revision", "step", "weight", "workload"];

/// Where a story has come to.
#[derive(Debug, PartialEq)]
struct End {
    objects: BTreeMap<String, Value>,
    weights: Option<[u64; 2]>,
    state: Vec<Value>,
}

/// Runs a story through all faults.
///
/// * `takes`: which writes, by their operation and whether one of that operation was taken before.
pub(crate) async fn matrix(name: &str, takes: impl Fn(&str, bool) -> bool) -> Tally {
    let story = stories().into_iter().find(|story| story.name == name).unwrap();
    let (begin, mut before) = (Cloud::new(Timing::default()).with_kubernetes(), None);
    if !story.before.is_null() {
        let ended = apply_at(ADDRESS, &begin, &mut before, &story.before).await;
        assert!(matches!(ended, Ended::Done(_)), "{name}: {ended:?}");
        a_minute(&begin).await;
    }
    let (calm, mut state) = (begin.fork(), before.clone());
    let ended = apply_at(ADDRESS, &calm, &mut state, &story.after).await;
    assert!(is_as_expected(&ended, &story), "{name}: {ended:?}");
    let writes = calm.inner().ledger.writes.clone();
    let goal = reached(&calm, state.as_ref(), name).await;
    let mut tally = Tally::default();
    for (nth, write) in writes.iter().enumerate() {
        let operation = write.rsplit_once(' ').map_or(write.as_str(), |(operation, _)| operation);
        if !takes(operation, tally.operations.contains(operation)) {
            continue;
        }
        tally.operations.insert(operation.to_owned());
        tally.writes += 1;
        for fault in FAULTS {
            struck(&begin, before.clone(), &story, (nth, fault), &goal).await;
            tally.faults += 1;
        }
    }
    tally
}

/// One fault at one write: run to the end, run again, and compare with the calm run.
async fn struck(begin: &Cloud, mut state: Option<Stored>, story: &Story, (nth, fault): (usize, Fault), goal: &End) {
    let cloud = begin.fork();
    cloud.strikes(Target::Nth(nth), fault);
    let ended = apply_at(ADDRESS, &cloud, &mut state, &story.after).await;
    let write = cloud.inner().ledger.writes.get(nth).cloned().unwrap_or_default();
    let place = format!("{}: {fault:?} at write {nth}, {write}", story.name);
    assert_eq!(cloud.fired(), 1, "{place} did not strike: {ended:?}");
    let fits = match fault {
        Fault::KilledBefore | Fault::KilledAfter => matches!(ended, Ended::Killed),
        Fault::StopRequested => true,
        _ => is_as_expected(&ended, story),
    };
    assert!(fits, "{place}: {ended:?} after {:#?}", cloud.inner().ledger.writes);
    assert!(state.as_ref().is_none_or(|stored| !stored.tainted), "{place}: the next apply would replace it");
    a_minute(&cloud).await;
    // Who was asked to stop takes the candidate back, and the next apply may clean up first.
    let mut last = apply_at(ADDRESS, &cloud, &mut state, &story.after).await;
    if !is_as_expected(&last, story) {
        last = apply_at(ADDRESS, &cloud, &mut state, &story.after).await;
    }
    assert!(is_as_expected(&last, story), "{place}, then: {last:?}");
    assert_eq!(&reached(&cloud, state.as_ref(), &place).await, goal, "{place}");
}

fn is_as_expected(ended: &Ended, story: &Story) -> bool {
    match ended {
        Ended::Done(_) => story.good,
        Ended::Told(told) => !story.good && told.iter().any(|one| format!("{one:?}").contains(TAKEN_BACK)),
        Ended::Killed => false,
    }
}

async fn reached(cloud: &Cloud, state: Option<&Stored>, place: &str) -> End {
    a_minute(cloud).await;
    assert_eq!(cloud.inner().ledger.broken, BTreeSet::new(), "{place}");
    let there = cloud.kubernetes();
    let state = state.map(|stored| COMPARED.map(|name| stored.state[name].clone()).to_vec());
    End { objects: there.ours(), weights: there.weights(), state: state.unwrap_or_default() }
}
