//! The error budget's gate.

use kgas_engine::Millis;
use kgas_engine::analysis::Outcome;
use kgas_engine::analysis::gate::{Block, Burn, Decision, Gate, Reading, Seen, decide};
use proptest::prelude::*;

use super::samples::{Empty, error, value};

const NOW: Millis = Millis(10_000_000);
const SHORT: u64 = 300_000;
const LONG: u64 = 3_600_000;

fn gate() -> Gate {
    let fast = Burn::parse("5m/1h", 14.4).unwrap();
    Gate { min_budget: Some(0.2), max_burn: vec![fast], max_age_millis: 120_000 }
}

fn seen(budget: Outcome, short: Outcome, long: Outcome) -> Seen {
    let reading = |outcome| Reading { at: NOW, outcome };
    Seen { budget: Some(reading(budget)), burn: [(SHORT, reading(short)), (LONG, reading(long))].into() }
}

#[test]
fn what_blocks_and_what_is_not_known() {
    let burning = |short, long| Block::Burn { burn: gate().max_burn[0], short, long };
    let low = |left| Block::Budget { left, min: 0.2 };
    let unknown = |why: &str| Decision::Unknown(vec![why.to_owned()]);
    let infinity = f64::INFINITY;
    for (name, budget, short, long, expected) in [
        ("calm", value(0.2), value(1.0), value(1.0), Decision::Open),
        ("5 % left", value(0.05), value(1.0), value(1.0), Decision::Blocked(vec![low(0.05)])),
        ("overspent", value(-1.5), value(1.0), value(1.0), Decision::Blocked(vec![low(-1.5)])),
        ("both burn", value(0.9), value(20.0), value(15.0), Decision::Blocked(vec![burning(20.0, 15.0)])),
        ("without end", value(0.9), value(infinity), value(15.0), Decision::Blocked(vec![burning(infinity, 15.0)])),
        ("at the limit", value(0.9), value(20.0), value(14.4), Decision::Open),
        ("it is over", value(0.9), value(0.0), value(15.0), Decision::Open),
        ("it has just begun", value(0.9), value(20.0), value(2.0), Decision::Open),
        ("all at once", value(0.1), value(20.0), value(15.0), Decision::Blocked(vec![low(0.1), burning(20.0, 15.0)])),
        ("one calm window says enough", value(0.9), error(), value(2.0), Decision::Open),
        ("whichever it is", value(0.9), value(2.0), Empty, Decision::Open),
        (
            "one that burns does not",
            value(0.9),
            value(20.0),
            Empty,
            unknown("the burn rate over 1h: the query has no series"),
        ),
        ("nobody can be asked", value(0.9), error(), error(), unknown("the burn rate over 5m: connection refused")),
        (
            "no budget known",
            value(f64::NAN),
            value(1.0),
            value(1.0),
            unknown("the error budget that is left: not a number, as without traffic"),
        ),
        ("blocked is blocked", Empty, value(20.0), value(15.0), Decision::Blocked(vec![burning(20.0, 15.0)])),
    ] {
        assert_eq!(decide(&gate(), &seen(budget, short, long), NOW), expected, "{name}");
    }
}

#[test]
fn nothing_asked_is_open_and_nothing_seen_is_unknown() {
    assert_eq!(decide(&Gate::default(), &Seen::default(), NOW), Decision::Open);
    let Decision::Unknown(why) = decide(&gate(), &Seen::default(), NOW) else { panic!("known") };
    assert_eq!(why, ["the error budget that is left: not asked yet", "the burn rate over 5m: not asked yet"]);
}

#[test]
fn an_old_answer_is_none() {
    let seen = seen(value(0.9), value(1.0), value(1.0));
    assert_eq!(decide(&gate(), &seen, NOW.after(120_000)), Decision::Open);
    let Decision::Unknown(why) = decide(&gate(), &seen, NOW.after(180_000)) else { panic!("known") };
    assert_eq!(why[0], "the error budget that is left: the last answer is 3m old");
    // A clock behind the backend's does not make an answer old.
    assert_eq!(decide(&gate(), &seen, Millis(0)), Decision::Open);
}

#[test]
fn a_block_in_words() {
    let Decision::Blocked(blocks) = decide(&gate(), &seen(value(0.05), value(20.0), value(15.5)), NOW) else {
        panic!("open")
    };
    let words: Vec<_> = blocks.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "0.05 of the error budget is left, 0.2 must be",
            "the error budget burns 20 times too fast over 5m and 15.5 times over 1h, 14.4 is the limit",
        ]
    );
}

#[test]
fn pairs_of_windows() {
    for (windows, rate, why) in [
        ("5m", 14.4, "two windows are needed"),
        ("5m/1x", 14.4, "a window is a number and ms, s, m, h, d or w"),
        ("m/1h", 14.4, "a window is a number and ms, s, m, h, d or w"),
        ("0s/1h", 14.4, "a window is a number and ms, s, m, h, d or w"),
        ("99999999999999999w/1h", 14.4, "a window is a number and ms, s, m, h, d or w"),
        ("1h/1h", 14.4, "the short window comes first"),
        ("5m/1h", 0.0, "the rate must be above 0"),
        ("5m/1h", f64::NAN, "the rate must be above 0"),
    ] {
        let refused = Burn::parse(windows, rate).unwrap_err().to_string();
        assert_eq!(refused, format!("{windows:?}: {why}; for example \"5m/1h\" = 14.4"));
    }
    assert_eq!(
        Burn::parse(" 30m / 6h ", 6.0).unwrap(),
        Burn { short_millis: 1_800_000, long_millis: 21_600_000, rate: 6.0 }
    );
}

fn readings() -> impl Strategy<Value = Outcome> {
    prop_oneof![(-1.0f64..40.0).prop_map(Outcome::Value), Just(value(f64::NAN)), Just(Empty), Just(error())]
}

proptest! {
    /// What is not known could turn out as anything: the gate is open, or blocked, only if it would be either way.
    #[test]
    fn the_unknown_decides_nothing(budget in readings(), short in readings(), long in readings(), found in [-1.0f64..40.0, -1.0..40.0, -1.0..40.0]) {
        let known = |outcome: &Outcome, found: f64| match outcome {
            Outcome::Value(v) if !v.is_nan() => value(*v),
            _ => value(found),
        };
        let blocked = |decision: &Decision| matches!(decision, Decision::Blocked(_));
        let later = decide(&gate(), &seen(known(&budget, found[0]), known(&short, found[1]), known(&long, found[2])), NOW);
        match decide(&gate(), &seen(budget, short, long), NOW) {
            Decision::Unknown(_) => (),
            decision => prop_assert_eq!(blocked(&decision), blocked(&later)),
        }
    }
}
