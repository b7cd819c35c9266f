//! A rollout in HCL as what is wanted of the engine.

mod metrics;
mod queries;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::time::Duration;

use kgas_engine::PollScale;
use kgas_engine::rollout::{self as engine, Goal, Leeway, Lock, Revision, Routing, Size, Spec, Stage};
use tfplugin_rs::{GoDuration, Timeouts};

use super::model::{
    Amount, Approval, BlueGreen, Canary, Engine, OnFailure, Resume, Rolling, Rollout, Span, StableScale, Traffic,
    millis,
};

pub(super) use metrics::{Asked, TOLERATED, asked, gate, metric};
pub(super) use queries::{Slots, budget_query, burn_query, share_query};

/// How long a holder of the lock is believed to be alive after it was heard of: twice as long as Kubernetes' own leaders are,
/// because a run that only waits for an answer must not lose it.
pub(super) const LOCK_TTL: u64 = 30_000;

/// How often metrics are asked for where there are none to be asked for.
const EVERY: u64 = 5_000;

/// How long a weight is given to come into effect where nothing is said.
const SETTLE: Duration = Duration::from_secs(5);
/// The same of a load balancer of AWS, whose controller has to tell it first.
pub(super) const SETTLE_ALB: Duration = Duration::from_secs(30);

/// What a model cannot say of itself.
#[derive(Debug, Clone)]
pub(super) struct Run<'a> {
    /// What the run is for.
    pub(super) goal: Goal,
    /// The run, in words that no other has.
    pub(super) holder: &'a str,
    /// The revision of the wanted pod template.
    pub(super) revision: Revision,
    /// Pods that the adopted Deployment has, or had before it was taken over.
    pub(super) adopted: Option<u32>,
    /// The fewest pods that the named autoscaler keeps.
    pub(super) least: Option<u32>,
    /// How much of each pause is waited.
    pub(super) poll_scale: PollScale,
}

/// What is wanted by `run`.
pub(super) fn spec(model: &Rollout, run: Run<'_>) -> Spec {
    let size = size(model, run.adopted, run.least);
    let ratio = routing(model) == Routing::Ratio;
    Spec {
        goal: run.goal,
        holder: run.holder.to_owned(),
        revision: run.revision,
        size,
        adopts: model.workload.adopt.is_some(),
        routing: routing(model),
        header: model.traffic.as_ref().is_some_and(|traffic| traffic.header.is_some()),
        stages: stages(model, pods(size)),
        stable_scale: match model.canary.as_ref().map(|canary| canary.stable_scale) {
            Some(StableScale::Follow) => engine::StableScale::Follow,
            Some(StableScale::Full) | None => engine::StableScale::Full,
        },
        leeway: leeway(model, pods(size)),
        settle: settle(model),
        progress_deadline: millis(model.workload.progress_deadline.get()),
        // Where pods decide, the old side has none any more.
        keep_old: if ratio { 0 } else { keep_old(model).map_or(0, of) },
        on_failure: match model.on_failure {
            OnFailure::Rollback => engine::OnFailure::Rollback,
            OnFailure::Hold => engine::OnFailure::Hold,
        },
        resume: match model.resume {
            Resume::Auto => engine::Resume::Auto,
            Resume::Rollback => engine::Resume::Rollback,
            Resume::Manual => engine::Resume::Manual,
        },
        analysed: model.analysis.as_ref().is_some_and(|analysis| !analysis.metrics.is_empty()),
        every: model.analysis.as_ref().map_or(EVERY, |analysis| millis(analysis.every.get())),
        lock: Lock { ttl: LOCK_TTL, wait: of(&model.lock_wait) },
        poll_scale: run.poll_scale,
    }
}

fn of(span: &Span) -> u64 {
    millis(span.get())
}

/// Pods that carry all the traffic: those that are declared, or as many as what is taken over has.
fn size(model: &Rollout, adopted: Option<u32>, least: Option<u32>) -> Size {
    if model.workload.autoscaler.is_some() {
        return Size::Scaled { least: least.unwrap_or(1).max(1) };
    }
    Size::Fixed(model.workload.replicas.or(adopted).unwrap_or(1).max(1))
}

const fn pods(size: Size) -> u32 {
    match size {
        Size::Fixed(pods) | Size::Scaled { least: pods } => pods,
    }
}

/// What moves the traffic.
pub(super) fn routing(model: &Rollout) -> Routing {
    let routes = |traffic: &Traffic| {
        let ingress = traffic.nginx.is_some() || traffic.alb.is_some();
        traffic.gateway_api.is_some() || traffic.istio.is_some() || ingress
    };
    let switches = |traffic: &Traffic| traffic.service.is_some();
    match &model.traffic {
        _ if model.rolling.is_some() => Routing::Ratio,
        Some(traffic) if routes(traffic) => Routing::Weighted,
        Some(traffic) if switches(traffic) => Routing::Switched,
        _ if model.blue_green.is_some() => Routing::Switched,
        _ => Routing::Ratio,
    }
}

/// The steps of the strategy, when `whole` pods carry all the traffic.
fn stages(model: &Rollout, whole: u32) -> Vec<Stage> {
    if let Some(canary) = &model.canary {
        return canary_stages(canary);
    }
    if let Some(blue_green) = &model.blue_green {
        return blue_green_stages(blue_green, whole);
    }
    vec![Stage { bake: model.rolling.as_ref().map_or(0, |rolling| of(&rolling.bake)), ..Stage::of(100) }]
}

/// The steps of a canary.
pub(super) fn canary_stages(canary: &Canary) -> Vec<Stage> {
    let stage = |step: &super::model::CanaryStep| Stage {
        bake: of(&step.bake),
        approval: step.approval == Approval::Required,
        ..Stage::of(step.weight.min(100))
    };
    canary.steps.iter().map(stage).collect()
}

/// A preview without traffic, if anything is asked of it, and the switch.
fn blue_green_stages(blue_green: &BlueGreen, whole: u32) -> Vec<Stage> {
    let BlueGreen { preview_replicas, preview_bake, approval, bake, .. } = blue_green;
    let approval = *approval == Approval::Required;
    let previews = approval || preview_replicas.is_some() || !preview_bake.get().is_zero();
    let pods = Some(preview_replicas.unwrap_or(whole));
    let preview = previews.then(|| Stage { pods, bake: of(preview_bake), ..Stage::of(0) });
    let switch = Stage { bake: of(bake), approval, ..Stage::of(100) };
    preview.into_iter().chain([switch]).collect()
}

fn leeway(model: &Rollout, whole: u32) -> Leeway {
    match (&model.rolling, &model.canary) {
        (Some(Rolling { max_surge, max_unavailable, .. }), _)
        | (None, Some(Canary { max_surge, max_unavailable, .. })) => leeway_of(*max_surge, *max_unavailable, whole),
        (None, None) => Leeway { surge: 0, unavailable: 0 },
    }
}

/// How far the number of pods may go, as Kubernetes rounds it: above up, below down, and never neither.
///
/// Source: <https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/controller/deployment/util/deployment_util.go>,
/// `ResolveFenceposts`.
pub(super) fn leeway_of(surge: Amount, unavailable: Amount, whole: u32) -> Leeway {
    let (surge, unavailable) = (surge.rounded_up(whole), unavailable.rounded_down(whole).min(whole));
    let unavailable = if surge == 0 { unavailable.max(1) } else { unavailable };
    Leeway { surge, unavailable }
}

fn settle(model: &Rollout) -> u64 {
    // Pods have come into effect when they are available: nothing else decides.
    if routing(model) == Routing::Ratio || model.engine != Engine::Native {
        return 0;
    }
    let by_alb = model.traffic.as_ref().is_some_and(|traffic| traffic.alb.is_some());
    let given = model.traffic.as_ref().and_then(|traffic| traffic.verify.settle.as_ref());
    given.map_or(millis(if by_alb { SETTLE_ALB } else { SETTLE }), of)
}

fn keep_old(model: &Rollout) -> Option<&Span> {
    let canary = model.canary.as_ref().map(|canary| &canary.keep_old_for);
    canary.or(model.blue_green.as_ref().map(|blue_green| &blue_green.keep_old_for))
}

/// How long all steps take at least, beside what pods, people and gates take.
pub(super) fn predicted(model: &Rollout) -> Duration {
    let settle = settle(model);
    let steps = stages(model, 1).into_iter().map(|stage| stage.bake.saturating_add(settle));
    // The controllers of others keep it by themselves.
    let kept = routing(model) != Routing::Ratio && model.engine == Engine::Native;
    let keep = if kept { keep_old(model).map_or(0, of) } else { 0 };
    Duration::from_millis(steps.fold(keep, u64::saturating_add))
}

/// Milliseconds for which the step that is watched longest is.
pub(super) fn longest_bake(model: &Rollout) -> u64 {
    stages(model, 1).iter().map(|stage| stage.bake).max().unwrap_or(0)
}

/// As Go writes it, without what is zero: `17m20s`.
pub(super) fn written(length: Duration) -> String {
    let seconds = length.as_secs();
    let parts = [
        (seconds / 3_600, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
        (u64::from(length.subsec_millis()), "ms"),
    ];
    let mut text = String::new();
    for (many, unit) in parts.iter().filter(|(many, _)| *many > 0) {
        let _ = write!(text, "{many}{unit}");
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// One of the operations that take time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    /// The first revision.
    Create,
    /// A further one.
    Update,
    /// Everything goes.
    Delete,
}

/// How long an operation may take.
pub(super) fn timeout(model: &Rollout, operation: Operation) -> Duration {
    let of = |which: fn(&Timeouts) -> Option<&GoDuration>| model.timeouts.as_ref().and_then(which).map(GoDuration::get);
    let (given, usual) = match operation {
        // A Deployment that is adopted may have another version to go to at once.
        Operation::Create => {
            let usual = Duration::from_hours(1).max(predicted(model).saturating_mul(2));
            (of(|timeouts| timeouts.create.as_ref()), usual)
        }
        Operation::Update => {
            let usual = Duration::from_hours(2).max(predicted(model).saturating_mul(2));
            (of(|timeouts| timeouts.update.as_ref()), usual)
        }
        Operation::Delete => (of(|timeouts| timeouts.delete.as_ref()), Duration::from_mins(30)),
    };
    given.unwrap_or(usual)
}
