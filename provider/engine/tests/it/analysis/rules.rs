//! What each rule makes of samples, and that none meddles with another.

use kgas_engine::Millis;
use kgas_engine::analysis::{
    Compare, Failure, Holding, Measure, Metric, OnError, Outcome, Policy, Problem, Sample, State, Test, Unclear,
    Verdict, Window, Worse,
};
use proptest::prelude::*;

use super::samples::{EVERY, Empty, beside_stable, both, canary, error, level, max, of, ratio, run, value};

fn above(value: f64) -> Failure {
    Failure::AboveMax { value, max: 0.01 }
}

fn failing(times: u32, value: f64) -> Verdict {
    Verdict::Hold(Holding::Failing { times, of: 2, last: above(value) })
}

fn unreachable(since: u64) -> Verdict {
    Verdict::Hold(Holding::Unreachable { since: Millis(since * EVERY), error: "connection refused".to_owned() })
}

#[test]
fn samples_in_a_row() {
    let no_data = || Verdict::Hold(Holding::NoData);
    let nan = || Verdict::Inconclusive(Unclear::NotANumber);
    for (name, answers, expected) in [
        ("nothing was asked", vec![], Verdict::Hold(Holding::NoSample)),
        ("good", vec![value(0.009)], Verdict::Pass),
        ("at the bound", vec![value(0.01)], Verdict::Pass),
        ("one bad of two", vec![value(0.02)], failing(1, 0.02)),
        ("two bad in a row", vec![value(0.02), value(0.03)], Verdict::Fail(above(0.03))),
        ("a good one between", vec![value(0.02), value(0.001), value(0.03)], failing(1, 0.03)),
        ("failed is failed", vec![value(0.02), value(0.03), value(0.0)], Verdict::Fail(above(0.03))),
        ("infinitely bad", vec![value(f64::INFINITY); 2], Verdict::Fail(above(f64::INFINITY))),
        ("infinitely good", vec![value(f64::NEG_INFINITY)], Verdict::Pass),
        ("not a number", vec![value(f64::NAN); 9], nan()),
        ("no series", vec![Empty; 9], no_data()),
        ("an outage", vec![error(); 9], unreachable(1)),
        ("an outage does not end a row", vec![value(0.02), error(), value(0.03)], Verdict::Fail(above(0.03))),
        ("nor counts in it", vec![value(0.02), error(), error()], unreachable(2)),
        ("no series does not end a row", vec![value(0.02), Empty, value(0.03)], Verdict::Fail(above(0.03))),
        ("nor counts in it", vec![value(0.02), Empty, Empty], no_data()),
        ("no number does not end a row", vec![value(0.02), value(f64::NAN), value(0.03)], Verdict::Fail(above(0.03))),
        ("nor counts in it", vec![value(0.02), value(f64::NAN), value(f64::NAN)], nan()),
    ] {
        let samples: Vec<_> = (1..).zip(answers).map(|(nth, answer)| canary(nth, answer)).collect();
        assert_eq!(*run(&max(0.01), &samples).verdict(), expected, "{name}");
    }
}

#[test]
fn below_a_minimum() {
    let metric = Metric { min: Some(0.99), failures: 1, ..Metric::named("success") };
    assert_eq!(*run(&metric, &[canary(1, value(0.99))]).verdict(), Verdict::Pass);
    let fails = |value| Verdict::Fail(Failure::BelowMin { value, min: 0.99 });
    for bad in [0.98, f64::NEG_INFINITY] {
        assert_eq!(*run(&metric, &[canary(1, value(bad))]).verdict(), fails(bad));
    }
}

#[test]
fn no_series_by_policy() {
    for (no_data, expected) in [
        (Policy::Hold, Verdict::Hold(Holding::NoData)),
        (Policy::Fail, Verdict::Fail(Failure::NoData)),
        (Policy::Pass, Verdict::Pass),
    ] {
        assert_eq!(*run(&Metric { no_data, ..max(0.01) }, &[canary(1, Empty)]).verdict(), expected);
    }
}

#[test]
fn an_outage_by_policy_and_time() {
    let since = Millis(2 * EVERY);
    let gone = || Verdict::Fail(Failure::Unreachable { since, error: "connection refused".to_owned() });
    let (ok, out) = (|| value(0.0), error);
    for (name, then, answers, expected) in [
        ("tolerated", Policy::Fail, vec![ok(), out(), out(), out()], unreachable(2)),
        ("for too long", Policy::Fail, vec![ok(), out(), out(), out(), out()], gone()),
        ("which holds", Policy::Hold, vec![ok(), out(), out(), out(), out()], unreachable(2)),
        ("which passes", Policy::Pass, vec![ok(), out(), out(), out(), out()], Verdict::Pass),
        ("with an answer between", Policy::Fail, vec![ok(), out(), out(), ok(), out(), out()], unreachable(5)),
        ("with an answer without series between", Policy::Fail, vec![ok(), out(), out(), Empty, out()], unreachable(5)),
    ] {
        let metric = Metric { on_error: OnError { tolerate_millis: 2 * EVERY, then }, ..max(0.01) };
        let samples: Vec<_> = (1..).zip(answers).map(|(nth, answer)| canary(nth, answer)).collect();
        assert_eq!(*run(&metric, &samples).verdict(), expected, "{name}");
    }
}

#[test]
fn too_few_requests_hold_whatever_else_is_seen() {
    let metric = Metric {
        min_requests: 500,
        failures: 1,
        no_data: Policy::Fail,
        on_error: OnError { tolerate_millis: 0, then: Policy::Fail },
        window: Window::SinceStep,
        ..max(0.01)
    };
    for answer in [value(1.0), value(0.0), value(f64::NAN), Empty, error()] {
        let few = [of(canary(1, answer.clone()), 100.0, 1e6), of(canary(2, answer.clone()), 499.9, 1e6)];
        let expected = Verdict::Hold(Holding::Requests { have: 499, need: 500 });
        assert_eq!(*run(&metric, &few).verdict(), expected, "{answer:?}");
        // Unknown is not enough either, and what was seen once is not forgotten.
        assert_eq!(*run(&metric, few.iter().chain([&canary(3, answer.clone())])).verdict(), expected, "{answer:?}");
        let enough = of(canary(3, answer), 500.0, 1e6);
        assert!(!matches!(
            run(&metric, few.iter().chain([&enough])).verdict(),
            Verdict::Hold(Holding::Requests { .. })
        ));
    }
}

#[test]
fn requests_of_a_sliding_window_are_counted_once_and_from_the_step_on() {
    let metric = Metric { min_requests: 200, window: Window::Sliding { millis: 2 * EVERY }, ..max(0.01) };
    let samples: Vec<_> = (1..=5).map(|nth| of(canary(nth, value(0.0)), 100.0, 100.0)).collect();
    let have = |have| Verdict::Hold(Holding::Requests { have, need: 200 });
    let seen: Vec<_> = (1..=5).map(|first| run(&metric, &samples[..first]).verdict().clone()).collect();
    assert_eq!(seen, [have(0), have(0), have(100), have(100), Verdict::Pass]);
}

#[test]
fn beside_the_stable_slot_value_by_value() {
    let higher = Metric { failures: 1, ..beside_stable(0.25, Test::Threshold) };
    let lower = Metric {
        compare: Some(Compare { worse_by: 0.25, worse: Worse::Lower, test: Test::Threshold }),
        ..higher.clone()
    };
    let worse = |value, limit, baseline| Verdict::Fail(Failure::Worse { value, limit, baseline });
    let unclear = || Verdict::Inconclusive(Unclear::NoBaseline);
    for (metric, found, stable, expected) in [
        (&higher, 0.625, Some(value(0.5)), Verdict::Pass),
        (&higher, 0.63, Some(value(0.5)), worse(0.63, 0.625, 0.5)),
        (&higher, f64::INFINITY, Some(value(0.5)), worse(f64::INFINITY, 0.625, 0.5)),
        (&higher, -0.3, Some(value(-0.5)), worse(-0.3, -0.375, -0.5)),
        (&higher, 0.1, Some(value(0.0)), worse(0.1, 0.0, 0.0)),
        (&lower, 0.375, Some(value(0.5)), Verdict::Pass),
        (&lower, 0.37, Some(value(0.5)), worse(0.37, 0.375, 0.5)),
        (&higher, 9.0, Some(value(f64::NAN)), unclear()),
        (&higher, 9.0, Some(value(f64::INFINITY)), Verdict::Pass),
        (&lower, 9.0, Some(value(f64::INFINITY)), unclear()),
        (&higher, 9.0, Some(Empty), unclear()),
        (&higher, 9.0, None, unclear()),
        (&higher, 9.0, Some(error()), unreachable(1)),
    ] {
        let sample = Sample { stable: stable.clone(), ..canary(1, value(found)) };
        assert_eq!(*run(metric, &[sample]).verdict(), expected, "{found} beside {stable:?}");
    }
}

#[test]
fn a_bound_needs_no_stable_slot() {
    let metric = Metric { max: Some(0.01), failures: 1, ..beside_stable(0.25, Test::Threshold) };
    for stable in [None, Some(Empty), Some(error()), Some(value(f64::NAN)), Some(value(9.0))] {
        let sample = Sample { stable, ..canary(1, value(0.5)) };
        assert_eq!(*run(&metric, &[sample]).verdict(), Verdict::Fail(above(0.5)));
    }
}

#[test]
fn what_is_proven_fails_at_once_and_says_by_what() {
    let metric = Metric { failures: 1000, ..level(0.0, 0.01, EVERY) };
    let samples: Vec<_> = (1..20).map(|nth| both(nth, value(0.4), value(0.3))).collect();
    // The first sample looks back to before the step; eight more are the fewest that can prove anything.
    assert_eq!(*run(&metric, &samples[..8]).verdict(), Verdict::Pass);
    let Verdict::Fail(failure) = run(&metric, &samples[..9]).verdict().clone() else { panic!("not proven") };
    assert_eq!((failure.value(), failure.bound()), (Some(0.4), Some(0.3)));
    assert_eq!(
        failure.to_string(),
        "worse than the stable slot allows by an evidence of 104.8, where 100.0 suffices (alpha = 0.01); \
         last 0.4, limit 0.3 beside 0.3 of the stable slot"
    );
}

#[test]
fn overlapping_windows_are_no_evidence() {
    let metric = level(0.0, 0.01, 12 * EVERY);
    let samples: Vec<_> = (1..=96).map(|nth| both(nth, value(0.4), value(0.3))).collect();
    assert_eq!(*run(&metric, &samples).verdict(), Verdict::Pass);
    assert!(matches!(run(&level(0.0, 0.01, EVERY), &samples).verdict(), Verdict::Fail(_)));
}

#[test]
fn a_ratio_is_between_zero_and_one() {
    let metric = ratio(0.25, Worse::Higher, 0.01);
    for (found, stable) in [(350.0, 0.1), (0.1, -0.1)] {
        let sample = of(both(1, value(found), value(stable)), 100.0, 100.0);
        assert_eq!(*run(&metric, &[sample]).verdict(), Verdict::Inconclusive(Unclear::NotARatio));
    }
}

#[test]
fn totals_since_the_step_are_counted_once() {
    let metric = ratio(0.0, Worse::Higher, 0.01);
    // Once 8 of 100 beside 2 of 100 proves nothing, however often it is told; nor does a total that jitters.
    let told =
        |nth: u64| of(both(nth, value(0.08), value(0.02)), if nth.is_multiple_of(2) { 100.0 } else { 99.0 }, 100.0);
    let samples: Vec<_> = (1..200).map(told).collect();
    assert_eq!(*run(&metric, &samples).verdict(), Verdict::Pass);
    let grows = |nth: u32| {
        let requests = f64::from(nth) * 100.0;
        of(both(u64::from(nth), value(0.08), value(0.02)), requests, requests)
    };
    assert!(matches!(
        run(&metric, &(1..20).map(grows).collect::<Vec<_>>()).verdict(),
        Verdict::Fail(Failure::Proven { .. })
    ));
}

#[test]
fn what_cannot_be_judged_is_refused() {
    let sequential = |alpha| ratio(0.25, Worse::Higher, alpha);
    for (metric, expected) in [
        (Metric::named("errors"), Problem::NothingAsked),
        (max(f64::NAN), Problem::BoundNotFinite),
        (Metric { min: Some(0.1), ..max(0.01) }, Problem::BoundsCross { min: 0.1, max: 0.01 }),
        (Metric { failures: 0, ..max(0.01) }, Problem::NoFailures),
        (Metric { window: Window::Sliding { millis: 0 }, ..max(0.01) }, Problem::NoWindow),
        (beside_stable(-0.1, Test::Threshold), Problem::WorseBy(-0.1)),
        (ratio(1.0, Worse::Lower, 0.01), Problem::WorseBy(1.0)),
        (sequential(0.0), Problem::Alpha(0.0)),
        (sequential(1.0), Problem::Alpha(1.0)),
        (beside_stable(0.1, Test::Sequential { alpha: 0.01, of: Measure::Ratio { burst: 0 } }), Problem::NoBurst),
        (Metric { window: Window::SinceStep, ..level(0.1, 0.01, EVERY) }, Problem::ValueSinceStep),
    ] {
        assert_eq!(metric.check(), Err(expected));
    }
    for metric in [max(0.01), beside_stable(3.0, Test::Threshold), sequential(0.01), level(0.1, 0.01, EVERY)] {
        assert_eq!(metric.check(), Ok(()));
    }
}

fn answers() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        4 => (0.0f64..0.02).prop_map(Outcome::Value),
        1 => Just(value(f64::NAN)),
        1 => Just(value(f64::INFINITY)),
        1 => Just(Empty),
        1 => Just(error()),
    ]
}

fn timed(answers: Vec<Outcome>) -> Vec<Sample> {
    (1..).zip(answers).map(|(nth, answer)| canary(nth, answer)).collect()
}

proptest! {
    /// Failures are counted among values alone: take out whatever is none, and the step fails at the same value or not at all.
    #[test]
    fn what_is_no_value_neither_fails_nor_saves(answers in prop::collection::vec(answers(), 0..30), failures in 1u32..4) {
        let metric = Metric { failures, ..max(0.01) };
        let all = timed(answers);
        let values: Vec<_> =
            all.iter().filter(|it| matches!(it.canary, Outcome::Value(v) if !v.is_nan())).cloned().collect();
        let failed = |state: State| match state.verdict() { Verdict::Fail(failure) => Some(failure.clone()), _ => None };
        prop_assert_eq!(failed(run(&metric, &all)), failed(run(&metric, &values)));
    }

    /// A sample that comes twice, and a run that is killed and goes on from its journal after any sample, say the same.
    #[test]
    fn once_is_like_twice_and_a_journal_forgets_nothing(
        answers in prop::collection::vec(answers(), 0..30), cut in 0usize..30, requests in 0u64..2000,
    ) {
        let metric = Metric { failures: 3, min_requests: requests, window: Window::Sliding { millis: 2 * EVERY }, ..max(0.01) };
        let samples: Vec<_> = timed(answers).into_iter().map(|it| of(it, 150.5, 10.0)).collect();
        let calm = run(&metric, &samples);
        prop_assert_eq!(&run(&metric, samples.iter().flat_map(|it| [it, it])), &calm);
        let resumed = samples.iter().enumerate().fold(State::default(), |state, (nth, it)| {
            let state = state.judge(&metric, it);
            if nth == cut {
                let journal = serde_json::to_string(&state).unwrap();
                assert!(journal.len() < 600, "a journal has little room: {journal}");
                serde_json::from_str(&journal).unwrap()
            } else {
                state
            }
        });
        prop_assert_eq!(&resumed, &calm);
    }
}
