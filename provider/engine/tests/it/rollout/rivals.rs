//! Two runs at once, in any order: one acts.

use kgas_engine::Step;
use kgas_engine::rollout::{Action, Problem};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::fixtures::{headed, with, with_ingresses};
use super::run::Run;
use super::world::World;

/// Each turn one of the runs looks, or acts on what it saw when it looked last, or both sleep for `nap` milliseconds. Whoever
/// moves anything, or writes the journal, is whom the lock names.
pub(super) fn race(world: &mut World, mut runs: [Run; 2], turns: Vec<u8>, nap: u64) -> Result<(), TestCaseError> {
    let mut decided = [None, None];
    let mut over = [false, false];
    for turn in turns {
        let who = usize::from(turn % 2);
        if turn >= 6 {
            world.now = world.now.after(nap);
            continue;
        }
        if over[who] {
            continue;
        }
        if let Some((look, action)) = decided[who].take() {
            let moves =
                matches!(action, Action::Weigh { .. } | Action::Revert { .. } | Action::Header(_) | Action::Write(_));
            let taken = runs[who].act(world, &look, &action);
            let holder = world.lease.as_ref().and_then(|held| held.holder.clone());
            let epoch = world.lease.as_ref().map(|held| held.epoch);
            let fenced = world.route.as_ref().and_then(|route| route.epoch) == epoch;
            if taken && moves && fenced {
                prop_assert_eq!(holder, Some(runs[who].spec.holder.clone()), "{:?}", action);
            }
            world.now = world.now.after(10);
            continue;
        }
        let (look, step) = runs[who].decide(world);
        match step {
            Step::Do(action) => decided[who] = Some((look, action)),
            Step::Wait { until, .. } => world.now = until.min(world.now.after(1_000)),
            Step::Done => over[who] = true,
            Step::Stuck(problem) => {
                let fair = matches!(problem, Problem::LockLost { .. } | Problem::Locked { .. } | Problem::Reverted(_));
                prop_assert!(fair, "{:?}", problem);
                over[who] = true;
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A nap is longer than others believe in a run that sleeps.
    #[test]
    fn only_the_holder_of_the_lock_moves_anything(turns in proptest::collection::vec(0_u8..8, 200..600), two: bool) {
        let mut world = if two { with_ingresses(&headed("v1")) } else { with(&headed("v1")) };
        race(&mut world, [Run::new(headed("v2")), Run::new(headed("v3"))], turns, 20_000)?;
    }
}
