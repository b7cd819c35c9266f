//! One apply: look, decide, act, until done, stuck or struck by a fault.

use kgas_engine::rollout::{Action, Goal, History, Problem, Spec, Step, Waiting, next};

use super::invariants::check;
use super::world::World;
use crate::fault::Fault;

/// How an apply ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
    Done,
    Stuck(Problem),
    Killed,
}

/// A run that can be driven a step at a time.
pub(super) struct Run {
    pub(super) spec: Spec,
    history: History,
    /// Requests that were accepted.
    pub(super) log: Vec<Action>,
    /// What it last waited for.
    pub(super) waited: Option<Waiting>,
}

impl Run {
    pub(super) fn new(spec: Spec) -> Self {
        Self { spec, history: History::default(), log: vec![], waited: None }
    }

    /// Looks and decides.
    pub(super) fn decide(&mut self, world: &mut World) -> (super::world::Look, Step) {
        let mut look = world.look(&self.spec);
        look.seen = self.history.note(&self.spec.holder, look.seen, world.now);
        let step = next(&self.spec, &look.seen, world.now);
        (look, step)
    }

    /// Sends a request, and holds the world to its invariants.
    pub(super) fn act(&mut self, world: &mut World, look: &super::world::Look, action: &Action) -> bool {
        let before = world.clone();
        self.history.sending(action, &look.seen);
        let taken = world.take(&self.spec, look, action).is_ok();
        if taken {
            check(&self.spec, &before, world, action);
            self.log.push(action.clone());
        }
        taken
    }

    /// Drives it to its end; `strikes` says which request meets which fault.
    pub(super) fn drive(
        &mut self,
        world: &mut World,
        strikes: impl FnMut(usize, &Action) -> Option<Fault>,
        before: impl FnMut(&World),
    ) -> (End, usize) {
        self.turns(world, |_, _| {}, strikes, before)
    }

    /// Drives it to its end in a world that others meddle with before each look; they know what it waits for.
    pub(super) fn meddled(&mut self, world: &mut World, meddle: impl FnMut(&mut World, Option<&Waiting>)) -> End {
        self.turns(world, meddle, |_, _| None, |_| {}).0
    }

    fn turns(
        &mut self,
        world: &mut World,
        mut meddle: impl FnMut(&mut World, Option<&Waiting>),
        mut strikes: impl FnMut(usize, &Action) -> Option<Fault>,
        mut before: impl FnMut(&World),
    ) -> (End, usize) {
        let (mut nth, mut fired) = (0, 0);
        for _ in 0..20_000 {
            meddle(world, self.waited.as_ref());
            let (look, step) = self.decide(world);
            let action = match step {
                Step::Do(action) => action,
                Step::Wait { until, why } => {
                    assert!(until > world.now, "a wait that does not wait");
                    self.waited = Some(why);
                    world.now = until;
                    continue;
                }
                Step::Done => return (End::Done, fired),
                Step::Stuck(problem) => return (End::Stuck(problem), fired),
            };
            let fault = strikes(nth, &action);
            fired += usize::from(fault.is_some());
            nth += 1;
            match fault {
                Some(Fault::KilledBefore) => return (End::Killed, fired),
                Some(Fault::Throttled | Fault::Conflict) => {
                    world.now = world.now.after(1_000);
                    continue;
                }
                Some(Fault::StaleRead) => world.freeze(2, &self.spec),
                Some(Fault::StopRequested) => self.spec.goal = Goal::Reverted,
                _ => {}
            }
            before(world);
            let taken = self.act(world, &look, &action);
            // A request takes time; and a refusal is looked into after a while.
            world.now = world.now.after(if taken { 10 } else { 1_000 });
            match fault {
                Some(Fault::KilledAfter) => return (End::Killed, fired),
                Some(Fault::DoneTwice) => drop(self.act(world, &look, &action)),
                // The answer did not come: another look says what came of it.
                _ => {}
            }
        }
        panic!("no end; waiting for {:?} after {:#?}", self.waited, self.log.iter().rev().take(8).collect::<Vec<_>>());
    }
}

/// Applies `spec` and is killed right after the first request that `last` names.
pub(super) fn killed_after(world: &mut World, spec: Spec, last: impl Fn(&Action) -> bool) {
    let mut run = Run::new(spec);
    let (end, _) = run.drive(world, |_, action| last(action).then_some(Fault::KilledAfter), |_| {});
    assert_eq!(end, End::Killed, "after {:#?}", run.log);
}

/// Applies `spec` in calm.
pub(super) fn apply(world: &mut World, spec: &Spec) -> (End, Run) {
    let mut run = Run::new(spec.clone());
    let (end, _) = run.drive(world, |_, _| None, |_| {});
    (end, run)
}

/// Applies until done, expecting it.
pub(super) fn done(world: &mut World, spec: &Spec) -> Vec<Action> {
    let (end, run) = apply(world, spec);
    assert_eq!(end, End::Done, "after {:#?}", run.log);
    run.log
}
