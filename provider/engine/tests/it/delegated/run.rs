//! One apply beside the controller.

use kgas_engine::rollout::Goal;
use kgas_engine::rollout::delegated::{Action, History, Problem, Spec, Step, Waiting, next};

use super::world::World;
use crate::fault::Fault;

/// How an apply ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
    Done,
    Stuck(Problem),
    Killed,
}

/// What an apply did, how it ended, and how many faults struck.
pub(super) struct Ran {
    pub(super) end: End,
    pub(super) log: Vec<Action>,
    pub(super) waited: Vec<Waiting>,
    pub(super) fired: usize,
}

/// Applies `spec`; `strikes` says which request meets which fault.
pub(super) fn drive(world: &mut World, spec: &Spec, strikes: impl Fn(usize) -> Option<Fault>) -> Ran {
    meddled(world, spec, strikes, |_, _| {})
}

/// The same in a world that others meddle with before each look; they know what the run waits for.
pub(super) fn meddled(
    world: &mut World,
    spec: &Spec,
    strikes: impl Fn(usize) -> Option<Fault>,
    mut meddle: impl FnMut(&mut World, Option<&Waiting>),
) -> Ran {
    let (mut spec, mut history) = (spec.clone(), History::default());
    let mut ran = Ran { end: End::Killed, log: vec![], waited: vec![], fired: 0 };
    let mut nth = 0;
    for _ in 0..20_000 {
        meddle(world, ran.waited.last());
        let (seen, version) = world.look(&spec);
        let seen = history.note(&spec.revision, seen, world.now);
        let action = match next(&spec, &seen, world.now) {
            Step::Do(action) => action,
            Step::Wait { until, why } => {
                assert!(until > world.now, "a wait that does not wait");
                if ran.waited.last() != Some(&why) {
                    ran.waited.push(why);
                }
                world.now = until;
                continue;
            }
            Step::Done => return Ran { end: End::Done, ..ran },
            Step::Stuck(problem) => return Ran { end: End::Stuck(problem), ..ran },
        };
        let fault = strikes(nth);
        ran.fired += usize::from(fault.is_some());
        nth += 1;
        match fault {
            Some(Fault::KilledBefore) => return ran,
            Some(Fault::Throttled | Fault::Conflict) => {
                world.now = world.now.after(1_000);
                continue;
            }
            Some(Fault::StaleRead) => {
                let (seen, version) = world.fresh(&spec);
                world.frozen = Some((2, seen, version));
            }
            Some(Fault::StopRequested) => spec.goal = Goal::Reverted,
            _ => {}
        }
        history.sending(&action, &seen);
        let taken = world.take(&spec, version, &action).is_ok();
        if taken {
            ran.log.push(action.clone());
        }
        world.now = world.now.after(if taken { 10 } else { 1_000 });
        match fault {
            Some(Fault::KilledAfter) => return ran,
            Some(Fault::DoneTwice) => drop(world.take(&spec, version, &action)),
            _ => {}
        }
    }
    panic!("no end; waiting for {:?} after {:#?}", ran.waited.last(), ran.log.iter().rev().take(6).collect::<Vec<_>>());
}

/// Applies in calm.
pub(super) fn apply(world: &mut World, spec: &Spec) -> Ran {
    drive(world, spec, |_| None)
}

/// Applies until done, expecting it.
pub(super) fn done(world: &mut World, spec: &Spec) -> Vec<Action> {
    let ran = apply(world, spec);
    assert_eq!(ran.end, End::Done, "after {:#?}", ran.log);
    ran.log
}
