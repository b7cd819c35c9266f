//! The steps that are still to come, and the pods that they need.

use super::super::size::{Move, Side, rebalance};
use super::super::{Pair, Routing, Spec};
use super::Course;

/// One step that is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1.
    pub step: usize,
    /// Percent of the traffic that the candidate gets.
    pub weight: u32,
    /// Pods of both sides while it is watched.
    pub pods: Pair,
    /// Milliseconds for which it is watched.
    pub bake: u64,
    /// A person has to agree before it begins.
    pub approval: bool,
    /// Milliseconds from the first of these steps until this one is over, beside what pods, people, gates and verdicts take.
    pub end: u64,
}

/// The steps from `first` on, when `whole` pods carry all the traffic.
pub(super) fn table(spec: &Spec, whole: u32, first: usize) -> Vec<Row> {
    let mut end = 0_u64;
    let rows = spec.stages.iter().enumerate().skip(first).map(|(index, stage)| {
        end = end.saturating_add(spec.settle).saturating_add(stage.bake);
        let pods = spec.pair(stage, whole);
        Row { step: index + 1, weight: stage.weight, pods, bake: stage.bake, approval: stage.approval, end }
    });
    rows.collect()
}

/// Pods that are asked for at the same time.
///
/// * `running`: now; those of the adopted Deployment on the stable side.
/// * `resumed`: the candidate is under way already.
pub(super) fn crowds(spec: &Spec, whole: u32, course: Course, running: Pair, resumed: bool) -> Vec<Pair> {
    let start = if resumed { running } else { Pair { candidate: 0, stable: whole } };
    let steps = course.first_step().map(|first| match spec.routing {
        Routing::Ratio => moves(spec, whole, first, start),
        Routing::Weighted | Routing::Switched => beside(spec, whole, first, start),
    });
    let before = match course {
        Course::Install => Some(Pair { candidate: whole, stable: 0 }),
        // What is taken over goes on beside its successor until that has its pods.
        Course::TakeOver { .. } => Some(Pair { candidate: 0, stable: running.stable.saturating_add(whole) }),
        // A stable side that has shrunk gets its pods back first.
        Course::Replace | Course::TakeBack | Course::Steps { .. } if spec.routing != Routing::Ratio && !resumed => {
            Some(Pair { stable: running.stable.max(whole), ..running })
        }
        _ => None,
    };
    before.into_iter().chain(steps.unwrap_or_default()).collect()
}

/// Where a route decides, candidates come before stable pods go.
fn beside(spec: &Spec, whole: u32, first: usize, start: Pair) -> Vec<Pair> {
    let mut stable = start.stable;
    let beside = |stage| {
        let pair = spec.pair(stage, whole);
        Pair { stable: std::mem::replace(&mut stable, pair.stable), ..pair }
    };
    spec.stages.iter().skip(first).map(beside).collect()
}

/// Where pods decide, a few of them at a time: each move, when those that are asked for become available.
fn moves(spec: &Spec, whole: u32, first: usize, start: Pair) -> Vec<Pair> {
    let mut asked = start;
    let mut all = Vec::new();
    for stage in spec.stages.iter().skip(first) {
        let target = spec.pair(stage, whole);
        // Each move brings one side nearer, and none leads away.
        for _ in 0..=whole.saturating_add(target.candidate).saturating_mul(2) {
            let side = |pods: u32, target: u32| Side { asked: pods, available: pods, target };
            let (stable, candidate) = (side(asked.stable, target.stable), side(asked.candidate, target.candidate));
            match rebalance(stable, candidate, whole, spec.leeway) {
                Move::First(pods) => asked.stable = pods,
                Move::Second(pods) => asked.candidate = pods,
                Move::Wait | Move::There => break,
            }
            all.push(asked);
        }
    }
    all
}
