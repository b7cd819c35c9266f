//! Whether a weight has come into effect, by the share of the requests that is observed.

use super::Outcome;

/// Holds what is observed against what is meant.
///
/// * `weight`: percent of the requests that are meant for a slot.
/// * `tolerance`: how far the observed share may be from it, as a fraction of all requests: with `0.05`, 20 to 30 % for 25 %.
/// * `observed`: the slot's share, from 0 to 1. A slot without a share has none: with weight 0 that is what is meant.
///
/// # Errors
/// What is seen instead, as a sentence without its full stop. It says nothing about the version.
///
/// ```
/// use kgas_engine::analysis::{Outcome, in_effect};
///
/// assert_eq!(in_effect(25, 0.05, &Outcome::Value(0.21)), Ok(()));
/// assert_eq!(in_effect(25, 0.05, &Outcome::Value(0.1)).unwrap_err(), "the candidate gets 10 % of the requests, and 25 % are meant");
/// ```
pub fn in_effect(weight: u32, tolerance: f64, observed: &Outcome) -> Result<(), String> {
    let meant = f64::from(weight) / 100.0;
    let share = match observed {
        Outcome::Error(why) => return Err(format!("the candidate's share is not known: {why}")),
        Outcome::Value(share) if share.is_finite() => *share,
        // Nothing divided by nothing is no share either.
        Outcome::Empty | Outcome::Value(_) if weight == 0 => return Ok(()),
        Outcome::Empty | Outcome::Value(_) => {
            return Err(format!("no share of the requests is seen for the candidate, and {weight} % are meant"));
        }
    };
    if !(0.0..=1.0).contains(&share) {
        return Err(format!("{share} was answered for the candidate's share, which is from 0 to 1"));
    }
    // What is written with two decimals is not exact in binary.
    if (share - meant).abs() <= tolerance + 1e-9 {
        return Ok(());
    }
    let percent = (share * 1_000.0).round() / 10.0;
    Err(format!("the candidate gets {percent} % of the requests, and {weight} % are meant"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_held_against_its_weight() {
        let at = |weight, share| in_effect(weight, 0.05, &Outcome::Value(share)).is_ok();
        let rows = [(25, 0.25, true), (25, 0.2, true), (25, 0.3, true), (25, 0.19, false), (25, 0.31, false)];
        for (weight, share, holds) in rows.into_iter().chain([(100, 0.96, true), (100, 0.9, false), (0, 0.04, true)]) {
            assert_eq!(at(weight, share), holds, "{share} for {weight} %");
        }
        assert!(!at(0, 0.25), "what was taken back still has its requests");
    }

    #[test]
    fn what_says_nothing_is_told_apart() {
        let told = |weight, outcome: Outcome| in_effect(weight, 0.05, &outcome).unwrap_err();
        assert!(told(5, Outcome::Empty).contains("no share"));
        assert!(told(5, Outcome::Value(f64::NAN)).contains("no share"));
        assert!(told(5, Outcome::Value(5.0)).contains("from 0 to 1"));
        assert!(told(0, Outcome::Error("503".to_owned())).contains("not known: 503"));
        for none in [Outcome::Empty, Outcome::Value(f64::NAN)] {
            assert_eq!(in_effect(0, 0.05, &none), Ok(()));
        }
    }
}
