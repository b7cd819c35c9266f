//! One apply: look, decide, act, until done, stuck or struck by a fault.

use kgas_engine::cluster::{Action, History, Problem, Spec, Step, next};

use super::world::World;
use crate::fault::Fault;

/// How an apply ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
    Done,
    Stuck(Problem),
    Interrupted,
}

pub(super) struct Run {
    pub(super) end: End,
    /// Requests that were accepted.
    pub(super) log: Vec<Action>,
    /// Faults that struck.
    pub(super) fired: usize,
}

/// Applies `spec`; the `n`th request of the run meets the fault listed for `n`.
pub(super) fn apply(world: &mut World, spec: &Spec, faults: &[(usize, Fault)]) -> Run {
    let strikes = |nth, _: &Action| faults.iter().find(|(n, _)| *n == nth).map(|(_, fault)| *fault);
    watched(world, spec, strikes, |_| {})
}

/// Applies `spec`; the first time `request` is sent, it meets the fault.
pub(super) fn struck(world: &mut World, spec: &Spec, request: &Action, fault: Fault) -> Run {
    let mut once = Some(fault);
    watched(world, spec, |_, action| if action == request { once.take() } else { None }, |_| {})
}

/// The requests of a calm apply, each with the world before it.
pub(super) fn calm(world: &mut World, spec: &Spec) -> Vec<(Action, World)> {
    let mut worlds = vec![];
    let run = watched(world, spec, |_, _| None, |world| worlds.push(world.clone()));
    assert_eq!(run.end, End::Done, "after {:#?}", run.log);
    assert_eq!(run.log.len(), worlds.len(), "a calm world refuses nothing");
    run.log.into_iter().zip(worlds).collect()
}

fn watched(
    world: &mut World,
    spec: &Spec,
    mut strikes: impl FnMut(usize, &Action) -> Option<Fault>,
    mut before: impl FnMut(&World),
) -> Run {
    let mut history = History::default();
    let mut accepted = None;
    let mut run = Run { end: End::Interrupted, log: vec![], fired: 0 };
    let mut nth = 0;
    for _ in 0..5_000 {
        let seen = history.note(spec, world.look());
        if let Some(action) = accepted.take()
            && let Err(problem) = history.accepted(&action, &seen)
        {
            return Run { end: End::Stuck(problem), ..run };
        }
        let step = next(spec, &seen, world.now);
        let action = match history.paced(spec, world.now, step) {
            Step::Do(action) => action,
            Step::Wait { until, .. } => {
                assert!(until > world.now, "a wait that does not wait");
                world.now = until;
                continue;
            }
            Step::Done => return Run { end: End::Done, ..run },
            Step::Stuck(problem) => return Run { end: End::Stuck(problem), ..run },
        };
        let fault = strikes(nth, &action);
        run.fired += usize::from(fault.is_some());
        nth += 1;
        match fault {
            Some(Fault::KilledBefore) => return run,
            Some(Fault::Throttled | Fault::Conflict) => {
                world.now = world.now.after(1_000);
                continue;
            }
            Some(Fault::StaleRead) => world.freeze(2),
            _ => {}
        }
        history.sending(&action);
        before(world);
        if world.take(spec, &action, true).is_ok() {
            run.log.push(action.clone());
            accepted = Some(action.clone());
        } else {
            history.refused(&action);
            world.now = world.now.after(1_000);
        }
        match fault {
            Some(Fault::KilledAfter | Fault::ReplyLost | Fault::StopRequested) => return run,
            // The second arrival is the network's doing, so the invariants about what we decide do not apply to it.
            Some(Fault::DoneTwice) => drop(world.take(spec, &action, false)),
            _ => {}
        }
    }
    panic!("no end after 5,000 looks; the last requests were {:#?}", run.log.iter().rev().take(6).collect::<Vec<_>>());
}

/// Applies until done, expecting it.
pub(super) fn done(world: &mut World, spec: &Spec) -> Vec<Action> {
    let run = apply(world, spec, &[]);
    assert_eq!(run.end, End::Done, "after {:#?}", run.log);
    run.log
}

/// A world in which `spec` has been applied.
pub(super) fn with(spec: &Spec) -> World {
    let mut world = World::default();
    done(&mut world, spec);
    world
}
