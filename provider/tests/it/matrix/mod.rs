//! The fault matrix over the whole provider, as one function: the writes of a story meet each fault.
//!
//! Each run starts where the calm run stood before the write, with the state from before the story, as after a kill at that
//! point: since a decision depends on nothing but what is seen, the new run sends that write too. Where it does not, because
//! the write is the second of an action's and the first is all that can be seen of it, the run starts with the story.

pub(crate) mod run;
pub(crate) mod stories;

use std::collections::BTreeSet;
use std::time::Duration;

use kgas_sandbox::Timing;
use tfplugin_rs::testing::{Action, Stored};

use crate::cloud::{Cloud, FAULTS, Fault, Made, Point, Target, masked};
use run::{Ended, a_minute, apply, at_rest, done};
use stories::Story;

/// How much was run.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) operations: BTreeSet<String>,
    pub(crate) writes: usize,
    pub(crate) faults: usize,
}

/// The goal, as the calm run reached it.
struct Goal {
    made: Made,
    inventory: Vec<String>,
    state: String,
    requests: usize,
}

/// What a story begins with.
struct Begin {
    cloud: Cloud,
    state: Option<Stored>,
}

/// Everything waits less than in a real cloud, but for what the cloud's reads lag behind, so that runs are short.
pub(crate) fn timing() -> Timing {
    let seconds = Duration::from_secs;
    Timing {
        cluster_create: seconds(20),
        cluster_delete: seconds(20),
        version_update: seconds(20),
        config_update: seconds(10),
        nodegroup_create: seconds(20),
        nodegroup_delete: seconds(20),
        nodegroup_version: seconds(20),
        nodegroup_config: seconds(5),
        addon: seconds(10),
        nat_gateway: seconds(20),
        ..Timing::default()
    }
}

/// Runs a story through all faults.
///
/// * `takes`: which writes, by their operation and whether one of that operation was taken before.
pub(crate) async fn matrix(name: &str, takes: impl Fn(&str, bool) -> bool) -> Tally {
    let cloud = Cloud::new(timing());
    let stories = stories::stories(&cloud.subnets());
    let story = stories.iter().find(|story| story.name == name).unwrap();
    let mut before = None;
    if !story.before.is_null() {
        done(&cloud, &mut before, &story.before, story.name).await;
        a_minute(&cloud).await;
    }
    let begin = Begin { cloud, state: before };
    let (goal, points) = calm(&begin.cloud.fork(), begin.state.clone(), story).await;
    let mut tally = Tally::default();
    for (nth, point) in points.iter().enumerate() {
        let operation = &point.write.operation;
        if !takes(operation, tally.operations.contains(operation)) {
            continue;
        }
        tally.operations.insert(operation.clone());
        tally.writes += 1;
        for fault in FAULTS {
            let place = format!("{}: {fault:?} at write {nth}, {}", story.name, point.write.operation);
            struck(point, fault, &begin, story, &goal, &place).await;
            tally.faults += 1;
        }
    }
    tally
}

/// The story without faults: what it comes to, and each of its writes.
async fn calm(cloud: &Cloud, mut state: Option<Stored>, story: &Story) -> (Goal, Vec<Point>) {
    cloud.keeps();
    done(cloud, &mut state, &story.after, story.name).await;
    let points = cloud.points();
    a_minute(cloud).await;
    at_rest(cloud, state.as_ref(), &story.after, story.name).await;
    (reached(cloud, state.as_ref()), points)
}

fn reached(cloud: &Cloud, state: Option<&Stored>) -> Goal {
    let inner = &mut *cloud.inner();
    assert_eq!(inner.ledger.broken, BTreeSet::new(), "after {:#?}", inner.ledger.writes);
    Goal {
        made: inner.ledger.made.clone(),
        inventory: inner.ledger.inventory(&mut inner.world, cloud.now()),
        state: masked(&state.map(|stored| stored.state.to_string()).unwrap_or_default()),
        requests: inner.ledger.requests,
    }
}

/// One fault at one write: run to the end, run again, and compare with the calm run.
async fn struck(point: &Point, fault: Fault, begin: &Begin, story: &Story, goal: &Goal, place: &str) {
    let (mut cloud, mut made, mut state) = (point.cloud(), point.made.clone(), begin.state.clone());
    cloud.strikes(Target::Like(point.write.clone()), fault);
    let mut ended = apply(&cloud, &mut state, &story.after).await;
    if cloud.fired() == 0 {
        (cloud, made, state) = (begin.cloud.fork(), Made::default(), begin.state.clone());
        cloud.strikes(Target::Like(point.write.clone()), fault);
        ended = apply(&cloud, &mut state, &story.after).await;
    }
    assert_eq!(cloud.fired(), 1, "{place} did not strike: {ended:?} after {:#?}", cloud.inner().ledger.writes);
    let reached_it = match (fault, &ended) {
        (Fault::KilledBefore | Fault::KilledAfter, Ended::Killed) | (Fault::StopRequested, Ended::Told(_)) => false,
        // What was last may have been asked to stop.
        (Fault::StopRequested, Ended::Done(plan)) => plan.warnings.is_empty(),
        (_, Ended::Done(_)) => true,
        _ => panic!("{place}: {ended:?} after {:#?}", cloud.inner().ledger.writes),
    };
    assert!(state.as_ref().is_none_or(|stored| !stored.tainted), "{place}: the next apply would replace it");
    a_minute(&cloud).await;
    let action = done(&cloud, &mut state, &story.after, place).await;
    assert_ne!(action, Action::Replace, "{place}");
    assert!(!reached_it || action == Action::NoOp, "{place}: {action:?} is left to do");
    if action != Action::NoOp {
        at_rest(&cloud, state.as_ref(), &story.after, place).await;
    }
    let now = reached(&cloud, state.as_ref());
    for (kind, count) in &now.made {
        *made.entry(kind.clone()).or_default() += count;
    }
    assert_eq!(made, goal.made, "{place}: a second of something was made");
    assert_eq!(without(&now.inventory, &goal.inventory), [""; 0], "{place}: more is left than when calm");
    assert_eq!(without(&goal.inventory, &now.inventory), [""; 0], "{place}: less is left than when calm");
    assert_eq!(now.state, goal.state, "{place}");
    assert!(now.requests <= 2 * goal.requests, "{place}: {} requests, {} when calm", now.requests, goal.requests);
}

/// What is in the first list more often than in the other.
fn without<'a>(all: &'a [String], other: &[String]) -> Vec<&'a str> {
    let mut other: Vec<_> = other.iter().collect();
    let mut rest = Vec::new();
    for one in all {
        match other.iter().position(|same| *same == one) {
            Some(at) => drop(other.swap_remove(at)),
            None => rest.push(one.as_str()),
        }
    }
    rest
}
