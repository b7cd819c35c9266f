//! Two runs at once, in any order: one acts.

use kgas_engine::Step;
use kgas_engine::rollout::{Action, Problem};
use proptest::prelude::*;

use super::fixtures::{headed, with, with_ingresses};
use super::run::Run;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each turn one of the runs looks, or acts on what it saw when it looked last, or sleeps for long.
    #[test]
    fn only_the_holder_of_the_lock_moves_anything(turns in proptest::collection::vec(0_u8..8, 200..600), two: bool) {
        let mut world = if two { with_ingresses(&headed("v1")) } else { with(&headed("v1")) };
        let mut runs = [Run::new(headed("v2")), Run::new(headed("v3"))];
        let mut decided = [None, None];
        let mut over = [false, false];
        for turn in turns {
            let who = usize::from(turn % 2);
            if over[who] {
                continue;
            }
            if turn >= 6 {
                // It was stopped for longer than others believe in it.
                world.now = world.now.after(20_000);
                continue;
            }
            if let Some((look, action)) = decided[who].take() {
                let moves = matches!(action, Action::Weigh { .. } | Action::Revert { .. } | Action::Header(_) | Action::Scale { .. } | Action::Write(_));
                let taken = runs[who].act(&mut world, &look, &action);
                let holder = world.lease.as_ref().and_then(|held| held.holder.clone());
                let epoch = world.lease.as_ref().map(|held| held.epoch);
                let fenced = world.route.as_ref().and_then(|route| route.epoch) == epoch;
                if taken && moves && fenced && !matches!(action, Action::Scale { .. }) {
                    prop_assert_eq!(holder, Some(runs[who].spec.holder.clone()), "{:?}", action);
                }
                world.now = world.now.after(10);
                continue;
            }
            let (look, step) = runs[who].decide(&mut world);
            match step {
                Step::Do(action) => decided[who] = Some((look, action)),
                Step::Wait { until, .. } => world.now = until.min(world.now.after(1_000)),
                Step::Done => over[who] = true,
                Step::Stuck(problem) => {
                    let fair = matches!(
                        problem,
                        Problem::LockLost { .. } | Problem::Locked { .. } | Problem::Reverted(_)
                    );
                    prop_assert!(fair, "{:?}", problem);
                    over[who] = true;
                }
            }
        }
    }
}
