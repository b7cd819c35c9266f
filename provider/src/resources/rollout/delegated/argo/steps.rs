//! Steps as the controller has them: a weight is one, and a pause is another.

use kgas_engine::rollout::Stage;
use serde_json::{Value, json};

use crate::resources::rollout::model::Amount;

/// The steps of a canary.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps {
    /// All of them.
    pub(super) all: Vec<Value>,
    /// The first at which the candidate has traffic, if there is one: that after the first weight.
    pub(super) watched_from: Option<usize>,
}

/// Each step: a person's consent if it needs one, the weight, and how long it is watched.
pub(super) fn of(stages: &[Stage]) -> Steps {
    let mut all = Vec::new();
    let mut first = None;
    for stage in stages {
        if stage.approval {
            all.push(json!({ "pause": {} }));
        }
        all.push(json!({ "setWeight": stage.weight }));
        first = first.or(Some(all.len()));
        if stage.bake > 0 {
            all.push(json!({ "pause": { "duration": format!("{}s", stage.bake.div_ceil(1_000)) } }));
        }
    }
    Steps { watched_from: first.filter(|first| *first < all.len()), all }
}

/// A number of pods, or a share of them.
pub(super) fn amount(amount: Amount) -> Value {
    match amount {
        Amount::Pods(pods) => json!(pods),
        Amount::Percent(percent) => json!(format!("{percent}%")),
    }
}

/// Where a rollout is that the controller has brought to the step of index `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The step of ours whose weight was set last, from 1; 0 before the first.
    pub(super) step: usize,
    /// The weight that was set last.
    pub(super) weight: u32,
    /// The weight that a person has to agree with before it goes on, if the controller stands before one.
    pub(super) approval: Option<u32>,
}

/// Reads where a rollout is in the steps that its object has.
pub(super) fn place(steps: &[Value], at: usize) -> Place {
    let weight = |step: &Value| step["setWeight"].as_u64().and_then(|weight| u32::try_from(weight).ok());
    let set: Vec<u32> = steps.iter().take(at).filter_map(weight).collect();
    let stands = steps.get(at).filter(|step| step["pause"].is_object() && step["pause"]["duration"].is_null());
    let next = steps.iter().skip(at).find_map(weight);
    Place { step: set.len(), weight: set.last().copied().unwrap_or(0), approval: stands.and(next) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_a_weight_and_a_pause() {
        let stages = [
            Stage { bake: 2_000, ..Stage::of(5) },
            Stage { approval: true, ..Stage::of(50) },
            Stage { bake: 1_500, ..Stage::of(100) },
        ];
        let steps = of(&stages);
        let expected = [
            json!({ "setWeight": 5 }),
            json!({ "pause": { "duration": "2s" } }),
            json!({ "pause": {} }),
            json!({ "setWeight": 50 }),
            json!({ "setWeight": 100 }),
            json!({ "pause": { "duration": "2s" } }),
        ];
        assert_eq!((steps.all.as_slice(), steps.watched_from), (&expected[..], Some(1)));
        let at = |at| place(&steps.all, at);
        let is = |step, weight, approval| Place { step, weight, approval };
        assert_eq!(at(0), is(0, 0, None));
        assert_eq!(at(1), is(1, 5, None));
        assert_eq!(at(2), is(1, 5, Some(50)));
        assert_eq!(at(3), is(1, 5, None));
        assert_eq!(at(5), is(3, 100, None));
        assert_eq!(at(6), is(3, 100, None));
        assert_eq!(of(&[Stage::of(100)]).watched_from, None);
    }
}
