//! The bets: against reference values, and their one promise by enumeration.

use kgas_engine::analysis::{Compare, Count, Evidence, Null, Test, Worse};
use proptest::prelude::*;

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected
}

/// By scipy 1.17.1: the mean over `p` in (0.6, 0.7, 0.8, 0.9, 0.97, 1) of `binom.pmf(k, n, p) / binom.pmf(k, n, 0.5)`.
#[test]
fn values_are_the_likelihood_ratio_of_the_binomial() {
    for (beyond, of, expected) in [
        (0, 1, 0.343_333_333_333_333_3),
        (1, 1, 1.656_666_666_666_666_5),
        (7, 7, 55.601_980_688_664_11),
        (8, 8, 104.807_547_709_341_7),
        (9, 10, 17.839_733_206_978_035),
        (10, 20, 0.141_883_273_640_757_5),
        (14, 20, 1.956_998_627_851_204_6),
        (30, 40, 52.644_294_905_002_2),
    ] {
        let mut evidence = Evidence::default();
        (0..of).for_each(|nth| evidence.add_value(nth < beyond));
        assert!(close(evidence.e_value(), expected), "{beyond} of {of}: {}", evidence.e_value());
    }
}

const ALL: [fn(&mut Evidence, Count, Count, Null); 2] = [
    |evidence, canary, stable, null| evidence.add_counts(canary, stable, null),
    // The same in eight parts.
    |evidence, canary, stable, null| {
        let part = |of: Count| Count { bad: of.bad / 8.0, requests: of.requests / 8.0 };
        (0..8).for_each(|_| evidence.add_counts(part(canary), part(stable), null));
    },
];

/// By scipy 1.17.1, with `a`, `b` for `add`, `times`, `r` in (1.2, 1.5, 2, 4, 10, 40), the mean of
///
/// * `a = 0`: `binom.pmf(k, k+l, n*r*b/(n*r*b+m)) / binom.pmf(k, k+l, n*b/(n*b+m))`
/// * else: `poisson.pmf(k, n*a*(1+u)) / poisson.pmf(k, n*a) * (1-u*b*n/m)**l` with `u = (r-1)*m/(n*r*b+m)`.
///
/// In one sample or in many: evidence adds up.
#[test]
fn requests_are_the_likelihood_ratio_of_bad_ones() {
    for (k, n, l, m, add, times, expected) in [
        (5.0, 500.0, 95.0, 9500.0, 0.0, 1.25, 0.195_501_458_030_282_07),
        (25.0, 500.0, 95.0, 9500.0, 0.0, 1.25, 266_779.095_835_458_1),
        (0.0, 500.0, 95.0, 9500.0, 0.0, 1.25, 0.061_799_443_064_199_82),
        (12.0, 1000.0, 10.0, 1000.0, 0.0, 1.0, 0.438_282_028_336_369_4),
        (30.0, 1000.0, 10.0, 1000.0, 0.0, 1.0, 44.941_454_928_709_3),
        (3.0, 200.0, 0.0, 3800.0, 0.0, 1.5, 230.656_957_967_325_7),
        (400.0, 1000.0, 300.0, 1000.0, 0.0, 1.1, 4.125_954_537_020_161),
        (100.0, 1000.0, 10.0, 1000.0, 0.05, 0.95, 1_512.464_072_363_322),
        (50.0, 1000.0, 10.0, 1000.0, 0.05, 0.95, 0.061_214_274_762_487_98),
        (200.0, 500.0, 95.0, 9500.0, 0.1, 0.9, 3.683_753_146_297_896e48),
    ] {
        for count in ALL {
            let mut evidence = Evidence::default();
            count(&mut evidence, Count { bad: k, requests: n }, Count { bad: l, requests: m }, Null { add, times });
            assert!(close(evidence.e_value(), expected), "{k}/{n} beside {l}/{m}: {}", evidence.e_value());
        }
    }
}

#[test]
fn a_slot_without_requests_is_no_evidence() {
    let (none, some) = (Count::default(), Count { bad: 9.0, requests: 10.0 });
    for (canary, stable) in [(none, some), (some, none), (none, none)] {
        let mut evidence = Evidence::default();
        evidence.add_counts(canary, stable, Null { add: 0.0, times: 1.0 });
        assert!(close(evidence.e_value(), 1.0));
    }
}

#[test]
fn what_is_allowed_of_good_requests_is_said_of_bad_ones() {
    let null = |worse| Null::of(&Compare { worse_by: 0.25, worse, test: Test::Threshold });
    assert_eq!(null(Worse::Higher), Null { add: 0.0, times: 1.25 });
    // At the limit g = 0.75·s of good requests: 1-g = 0.25 + 0.75·(1-s).
    let lower = null(Worse::Lower);
    for stable_good in [0.2, 0.5, 0.99] {
        assert!(close(lower.add + lower.times * (1.0 - stable_good), 1.0 - 0.75 * stable_good));
    }
}

fn binomial(n: u32, p: f64) -> impl Iterator<Item = (f64, f64)> {
    let mut ways = 1.0;
    (0..=n).map(move |k| {
        let probability = ways * p.powf(f64::from(k)) * (1.0 - p).powf(f64::from(n - k));
        ways *= f64::from(n - k) / f64::from(k + 1);
        (f64::from(k), probability)
    })
}

proptest! {
    /// The promise of the module: over all outcomes, and after any past, no bet is expected to grow while the canary is not worse
    /// than allowed. (A past that one bet has won leaves the others without a say.)
    #[test]
    fn no_bet_is_expected_to_grow_on_requests(
        n in 1u32..40, m in 1u32..40, stable in 0.0f64..1.0, slack in 0.0f64..=1.0, add in 0.0f64..0.5, times in 0.0f64..2.0,
        past in 0.0f64..400.0,
    ) {
        let null = Null { add, times };
        let mut before = Evidence::default();
        let full = |bad| Count { bad, requests: 400.0 };
        before.add_counts(full(past), full(20.0), Null { add: 0.0, times: 1.0 });
        let canary = ((add + times * stable) * slack).min(1.0);
        let mut expected = 0.0;
        for (k, likely) in binomial(n, canary) {
            for (l, too) in binomial(m, stable) {
                let mut evidence = before.clone();
                evidence.add_counts(
                    Count { bad: k, requests: f64::from(n) },
                    Count { bad: l, requests: f64::from(m) },
                    null,
                );
                expected += likely * too * evidence.e_value();
            }
        }
        prop_assert!(expected <= before.e_value() * (1.0 + 1e-9), "{expected}");
    }

    /// The same for values, after any past.
    #[test]
    fn no_bet_is_expected_to_grow_on_values(past in prop::collection::vec(any::<bool>(), 0..30), beyond in 0.0f64..=0.5) {
        let mut before = Evidence::default();
        for beyond in &past {
            before.add_value(*beyond);
        }
        let after = |beyond| {
            let mut evidence = before.clone();
            evidence.add_value(beyond);
            evidence.e_value()
        };
        let expected = beyond * after(true) + (1.0 - beyond) * after(false);
        prop_assert!(expected <= before.e_value() * (1.0 + 1e-9));
    }
}
