//! Rollouts to try things with.

use std::sync::atomic::{AtomicU32, Ordering};

use kgas_engine::PollScale;
use kgas_engine::rollout::{Goal, Leeway, Lock, OnFailure, Resume, Revision, Routing, Size, Spec, StableScale, Stage};

use super::run::done;
use super::world::World;

pub(super) fn revision(name: &str) -> Revision {
    Revision(name.to_owned())
}

/// The seed's canary of a revision, by a run of its own.
pub(super) fn canary(name: &str) -> Spec {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let stage = |weight| Stage { bake: 10_000, ..Stage::of(weight) };
    Spec {
        goal: Goal::Deployed,
        holder: format!("run {}", RUNS.fetch_add(1, Ordering::Relaxed)),
        revision: revision(name),
        size: Size::Fixed(12),
        adopts: false,
        routing: Routing::Weighted,
        header: false,
        stages: [5, 25, 50, 100].map(stage).to_vec(),
        stable_scale: StableScale::Full,
        leeway: Leeway { surge: 3, unavailable: 0 },
        settle: 1_000,
        progress_deadline: 60_000,
        keep_old: 20_000,
        on_failure: OnFailure::Rollback,
        resume: Resume::Auto,
        analysed: true,
        every: 1_000,
        lock: Lock { ttl: 15_000, wait: 60_000 },
        poll_scale: PollScale::default(),
    }
}

/// The same with a header for those who try it out.
pub(super) fn headed(name: &str) -> Spec {
    Spec { header: true, ..canary(name) }
}

/// The same without a route.
pub(super) fn ratio(name: &str) -> Spec {
    Spec { routing: Routing::Ratio, keep_old: 0, ..canary(name) }
}

/// Pods are replaced a few at a time.
pub(super) fn rolling(name: &str) -> Spec {
    Spec { stages: vec![Stage::of(100)], ..ratio(name) }
}

/// A preview, then all of it.
pub(super) fn blue_green(name: &str) -> Spec {
    let preview = Stage { pods: Some(2), bake: 5_000, ..Stage::of(0) };
    let whole = Stage { bake: 5_000, ..Stage::of(100) };
    Spec { routing: Routing::Switched, stages: vec![preview, whole], ..canary(name) }
}

/// The same with an autoscaler.
pub(super) fn scaled(name: &str) -> Spec {
    Spec { size: Size::Scaled { least: 4 }, ..canary(name) }
}

/// The same with a stable side that shrinks.
pub(super) fn following(name: &str) -> Spec {
    Spec { stable_scale: StableScale::Follow, ..canary(name) }
}

/// It is to go.
pub(super) fn gone(spec: Spec) -> Spec {
    Spec { goal: Goal::Absent, ..spec }
}

/// The same by another run.
pub(super) fn again(spec: &Spec) -> Spec {
    Spec { holder: canary("").holder, ..spec.clone() }
}

/// The same where a route is two objects.
pub(super) fn with_ingresses(spec: &Spec) -> World {
    let mut world = World::with_ingresses();
    done(&mut world, spec);
    world
}

/// A world in which `spec` was applied.
pub(super) fn with(spec: &Spec) -> World {
    let mut world = World::default();
    done(&mut world, spec);
    world
}
