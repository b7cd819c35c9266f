//! Whether the error budget allows a rollout to begin or to go on.
//!
//! A budget that is nearly spent leaves no room for a risk, and one that burns fast has something else wrong already. Burn is
//! judged over two windows at once: the long one says that it matters, the short one that it still goes on.
//! Source: <https://sre.google/workbook/alerting-on-slos/>, "Multiwindow, Multi-Burn-Rate Alerts".
//!
//! A reading that is missing, not a number or too old is not known; what is not known neither opens nor blocks:
//!
//! * one condition that blocks for certain: [`Decision::Blocked`], whatever else is unknown;
//! * otherwise, one that cannot be judged: [`Decision::Unknown`];
//! * otherwise: [`Decision::Open`].

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Outcome;
use super::number::{self, written};
use crate::Millis;

/// What is asked of the error budget. The default asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// The fraction of the error budget that must be left, `0..1`.
    pub min_budget: Option<f64>,
    /// The burn rates that block.
    pub max_burn: Vec<Burn>,
    /// How old a reading may be, in milliseconds, before it is no longer known.
    pub max_age_millis: u64,
}

/// A burn rate that blocks while both windows exceed it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Burn {
    /// The window that says that it still goes on, in milliseconds.
    pub short_millis: u64,
    /// The window that says that it matters, in milliseconds.
    pub long_millis: u64,
    /// How many times faster than the objective allows; the budget of the whole period lasts for the period at 1.
    pub rate: f64,
}

impl Burn {
    /// Reads one entry of the configuration's map.
    ///
    /// * `windows`: the short and the long window as Prometheus writes durations, `5m/1h`.
    /// * `rate`: above 0.
    ///
    /// # Errors
    /// What is wrong with it, with an example.
    ///
    /// ```
    /// use kgas_engine::analysis::gate::Burn;
    /// assert_eq!(Burn::parse("5m/1h", 14.4)?, Burn { short_millis: 300_000, long_millis: 3_600_000, rate: 14.4 });
    /// assert!(Burn::parse("1h/5m", 14.4).is_err());
    /// # Ok::<(), kgas_engine::analysis::gate::NotABurn>(())
    /// ```
    pub fn parse(windows: &str, rate: f64) -> Result<Self, NotABurn> {
        let refused = |why| NotABurn { windows: windows.to_owned(), why };
        let (short, long) = windows.split_once('/').ok_or_else(|| refused("two windows are needed"))?;
        let (Some(short_millis), Some(long_millis)) = (millis(short), millis(long)) else {
            return Err(refused("a window is a number and ms, s, m, h, d or w"));
        };
        if short_millis >= long_millis {
            return Err(refused("the short window comes first"));
        }
        if !rate.is_finite() || rate <= 0.0 {
            return Err(refused("the rate must be above 0"));
        }
        Ok(Self { short_millis, long_millis, rate })
    }
}

/// An entry of `max_burn` that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{windows:?}: {why}; for example \"5m/1h\" = 14.4")]
pub struct NotABurn {
    windows: String,
    why: &'static str,
}

/// What is known about the error budget.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The fraction of the budget that is left, below 0 if it is overspent.
    pub budget: Option<Reading>,
    /// The burn rate over each window, by the window's length in milliseconds.
    pub burn: BTreeMap<u64, Reading>,
}

/// An answer and when it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The time that the query was evaluated for.
    pub at: Millis,
    /// The answer.
    pub outcome: Outcome,
}

/// Whether a rollout may begin or go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Decision {
    /// It may.
    Open,
    /// It may not.
    Blocked(Vec<Block>),
    /// Nobody knows: the reasons.
    Unknown(Vec<String>),
}

/// Why it may not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the parts of the sentence that `Display` writes")]
pub enum Block {
    /// Less of the budget is left than must be.
    Budget {
        #[serde(with = "number")]
        left: f64,
        #[serde(with = "number")]
        min: f64,
    },
    /// Both windows of a pair burn faster than allowed.
    Burn {
        burn: Burn,
        #[serde(with = "number")]
        short: f64,
        #[serde(with = "number")]
        long: f64,
    },
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Budget { left, min } => {
                write!(f, "{} of the error budget is left, {} must be", written(*left), written(*min))
            }
            Self::Burn { burn: Burn { short_millis, long_millis, rate }, short, long } => write!(
                f,
                "the error budget burns {} times too fast over {} and {} times over {}, {} is the limit",
                written(*short),
                duration(*short_millis),
                written(*long),
                duration(*long_millis),
                written(*rate)
            ),
        }
    }
}

/// Whether what is seen of the error budget allows a rollout to begin or to go on.
#[must_use]
pub fn decide(gate: &Gate, seen: &Seen, now: Millis) -> Decision {
    let (mut blocks, mut unknown) = (Vec::new(), Vec::new());
    if let Some(min) = gate.min_budget {
        match known(seen.budget.as_ref(), gate, now) {
            Ok(left) if left < min => blocks.push(Block::Budget { left, min }),
            Ok(_) => (),
            Err(why) => unknown.push(format!("the error budget that is left: {why}")),
        }
    }
    for burn in &gate.max_burn {
        let over = |millis| known(seen.burn.get(&millis), gate, now);
        match (over(burn.short_millis), over(burn.long_millis)) {
            // One window that is known to be calm says enough.
            (Ok(calm), _) | (_, Ok(calm)) if calm <= burn.rate => (),
            (Ok(short), Ok(long)) if long > burn.rate => blocks.push(Block::Burn { burn: *burn, short, long }),
            (Ok(_), Ok(_)) => (),
            (Err(why), _) => unknown.push(format!("the burn rate over {}: {why}", duration(burn.short_millis))),
            (_, Err(why)) => unknown.push(format!("the burn rate over {}: {why}", duration(burn.long_millis))),
        }
    }
    if !blocks.is_empty() {
        Decision::Blocked(blocks)
    } else if !unknown.is_empty() {
        Decision::Unknown(unknown)
    } else {
        Decision::Open
    }
}

fn known(reading: Option<&Reading>, gate: &Gate, now: Millis) -> Result<f64, String> {
    let Some(reading) = reading else { return Err("not asked yet".to_owned()) };
    if now > reading.at.after(gate.max_age_millis) {
        return Err(format!("the last answer is {} old", duration(now.0 - reading.at.0)));
    }
    match &reading.outcome {
        Outcome::Value(value) if value.is_nan() => Err("not a number, as without traffic".to_owned()),
        Outcome::Value(value) => Ok(*value),
        Outcome::Empty => Err("the query has no series".to_owned()),
        Outcome::Error(error) => Err(error.clone()),
    }
}

const UNITS: [(&str, u64); 6] =
    [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

/// A duration of one number and one unit.
fn millis(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let (_, millis) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(millis).filter(|millis| *millis > 0)
}

fn duration(millis: u64) -> String {
    UNITS
        .into_iter()
        .find(|(_, unit)| millis != 0 && millis.is_multiple_of(*unit))
        .map_or_else(|| "0s".to_owned(), |(name, unit)| format!("{}{name}", millis / unit))
}
