//! Sizes, against the vectors of the reference.

use kgas_engine::rollout::Pair;
use kgas_engine::rollout::size::{Leeway, Move, Side, carrying, ratio, rebalance};
use proptest::prelude::*;

/// Pods, weight, and the candidates and stable pods without and with a surge.
const VECTORS: [(u32, u32, (u32, u32), (u32, u32)); 12] = [
    (1, 5, (0, 1), (1, 1)),
    (1, 25, (0, 1), (1, 1)),
    (3, 5, (1, 2), (1, 3)),
    (3, 50, (2, 1), (2, 2)),
    (5, 25, (1, 4), (1, 4)),
    (5, 50, (3, 2), (3, 3)),
    (10, 5, (1, 9), (1, 10)),
    (10, 25, (3, 7), (3, 8)),
    (10, 50, (5, 5), (5, 5)),
    (20, 5, (1, 19), (1, 19)),
    (20, 25, (5, 15), (5, 15)),
    (20, 50, (10, 10), (10, 10)),
];

#[test]
fn the_targets_are_those_of_argo_rollouts() {
    for (whole, weight, without, with) in VECTORS {
        for (surge, (candidate, stable)) in [(0, without), (1, with)] {
            let got = ratio(weight, whole, surge);
            assert_eq!(got, Pair { candidate, stable }, "{weight} % of {whole} with surge {surge}");
        }
    }
}

#[test]
fn the_ends_are_whole() {
    for surge in [0, 1, 4] {
        assert_eq!(ratio(0, 7, surge), Pair { candidate: 0, stable: 7 });
        assert_eq!(ratio(100, 7, surge), Pair { candidate: 7, stable: 0 });
    }
}

proptest! {
    #[test]
    fn a_share_is_carried_by_enough_pods(weight in 0_u32..=100, whole in 0_u32..2_000) {
        let pods = carrying(weight, whole);
        prop_assert!(pods * 100 >= weight * whole && pods <= whole);
        prop_assert!(pods == 0 || (pods - 1) * 100 < weight * whole);
    }

    #[test]
    fn a_ratio_keeps_to_its_total(weight in 1_u32..100, whole in 1_u32..500, surge in 0_u32..5) {
        let Pair { candidate, stable } = ratio(weight, whole, surge);
        prop_assert!(candidate + stable == whole || (surge > 0 && candidate + stable == whole + 1));
        prop_assert!(candidate > 0 || (whole == 1 && surge == 0));
    }

    /// Pods that are asked for become available; then both sides arrive, and on the way no bound is broken.
    #[test]
    fn two_sides_arrive(
        whole in 1_u32..60,
        target in 0_u32..=60,
        surge in 0_u32..4,
        unavailable in 0_u32..4,
    ) {
        prop_assume!(surge + unavailable > 0);
        let target = target.min(whole);
        let leeway = Leeway { surge, unavailable };
        let mut first = Side { asked: whole, available: whole, target: whole - target };
        let mut second = Side { asked: 0, available: 0, target };
        for _ in 0..10_000 {
            match rebalance(first, second, whole, leeway) {
                Move::First(pods) => first = Side { asked: pods, available: first.available.min(pods), ..first },
                Move::Second(pods) => second = Side { asked: pods, available: second.available.min(pods), ..second },
                Move::Wait => {
                    prop_assert!(first.available < first.asked || second.available < second.asked, "waits for nothing");
                    first.available = first.asked;
                    second.available = second.asked;
                }
                Move::There => return Ok(()),
            }
            prop_assert!(first.asked + second.asked <= whole + surge);
            prop_assert!(first.available + second.available + unavailable >= whole);
        }
        prop_assert!(false, "they do not arrive: {first:?} {second:?}");
    }
}
