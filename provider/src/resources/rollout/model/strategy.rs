//! How a new version takes the place of the old one.

use tfplugin_rs::value::Value;
use tfplugin_rs::{Field, Keyword, Model};

use super::{Amount, Span};

/// A few pods at a time, as a Deployment does it.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Rolling {
    /// Pods above the declared number meanwhile: a number, or a share rounded up.
    #[attr(default = "25%")]
    pub(crate) max_surge: Amount,
    /// Pods that may be missing from the declared number meanwhile: a number, or a share rounded down.
    #[attr(default = "0")]
    pub(crate) max_unavailable: Amount,
    /// How long the new version is watched when all its pods are there.
    #[attr(default = "0s")]
    pub(crate) bake: Span,
}

/// All of the new version beside the old one, then all the traffic at once.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct BlueGreen {
    /// Pods of the new version before it gets traffic. When left out, as many as carry all of it.
    #[attr(between(1, 10_000))]
    pub(crate) preview_replicas: Option<u32>,
    /// How long the new version runs before it gets traffic.
    #[attr(default = "0s")]
    pub(crate) preview_bake: Span,
    /// Whether a person has to agree before it gets traffic.
    #[attr(default = "none")]
    pub(crate) approval: Approval,
    /// How long it is watched once it has the traffic.
    #[attr(default = "0s")]
    pub(crate) bake: Span,
    /// How long the old version is kept after that, so that going back is one write.
    #[attr(default = "30s")]
    pub(crate) keep_old_for: Span,
}

/// More and more of the traffic, step by step.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Canary {
    /// The steps, by rising weight. The last has weight 100. When left out: 5, 25, 50 and 100, each watched for a minute.
    #[attr(default = usual_steps, length(1, 50))]
    pub(crate) steps: Vec<CanaryStep>,
    /// What the stable version's pods do meanwhile. Where no router decides they always follow.
    #[attr(default = "full")]
    pub(crate) stable_scale: StableScale,
    /// How long the old version is kept after the last step, so that going back is one write. Where no router decides it is
    /// not kept.
    #[attr(default = "30s")]
    pub(crate) keep_old_for: Span,
    /// Where no router decides: pods above the declared number, as a number, or a share rounded up.
    #[attr(default = "25%")]
    pub(crate) max_surge: Amount,
    /// Where no router decides: pods that may be missing from the declared number, as a number, or a share rounded down.
    #[attr(default = "0")]
    pub(crate) max_unavailable: Amount,
}

/// One step of a canary.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct CanaryStep {
    /// Percent of the traffic that the new version gets.
    #[attr(between(1, 100))]
    pub(crate) weight: u32,
    /// How long it is watched at that weight before the next step.
    #[attr(default = "0s")]
    pub(crate) bake: Span,
    /// Whether a person has to agree before the step begins.
    #[attr(default = "none")]
    pub(crate) approval: Approval,
    /// Requests that the new version must have served within the step before its metrics say anything. Counted by each
    /// metric's `requests_query`.
    #[attr(default = 0)]
    pub(crate) min_requests: u32,
}

/// Whether a person has to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Approval {
    /// No.
    None,
    /// Yes: the apply says how, and waits.
    Required,
}

/// What the stable version's pods do while the new version gets traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum StableScale {
    /// All of them stay, so that going back is one write.
    Full,
    /// Those that are not needed go. Going back takes as long as their successors take to start.
    Follow,
}

/// The usual weights of a canary.
const WEIGHTS: [u32; 4] = [5, 25, 50, 100];

fn usual_steps() -> Value {
    let step = |weight| {
        let bake = Value::from("1m");
        let parts = [
            ("weight", i64::from(weight).into()),
            ("bake", bake),
            ("approval", Approval::None.to_value()),
            ("min_requests", 0.into()),
        ];
        Value::Object(parts.map(|(name, value)| (name.to_owned(), value)).into())
    };
    Value::List(WEIGHTS.map(step).into())
}

#[cfg(test)]
mod tests {
    use tfplugin_rs::field::derived::defaults;

    use super::*;

    #[test]
    fn an_empty_canary_has_the_usual_steps() {
        let canary = Canary::from_value(&defaults::<Canary>()).unwrap();
        let steps: Vec<_> = canary.steps.iter().map(|step| (step.weight, step.bake.get().as_secs())).collect();
        assert_eq!(steps, [(5, 60), (25, 60), (50, 60), (100, 60)]);
        assert_eq!((canary.max_surge, canary.max_unavailable), (Amount::Percent(25), Amount::Pods(0)));
    }
}
