//! One attempt to bring a version, as the rollout's `evidence` has it.
use jiff::Timestamp;
use serde_json::Value;

/// One attempt to bring a version.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// When it began.
    pub began: Timestamp,
    /// When all requests went to one version again.
    pub ended: Timestamp,
    /// How: `promoted` or `reverted`.
    pub ending: String,
    /// What was wrong with the version, if it was taken back.
    pub cause: Option<String>,
    /// Percent of the requests that the new version got, and since when; it had none before.
    pub weights: Vec<(Timestamp, u64)>,
}

impl Attempt {
    /// The newest attempt in the attribute `evidence`; none when that has none which has ended.
    #[must_use]
    pub fn last(evidence: &str) -> Option<Self> {
        let evidence: Value = serde_json::from_str(evidence).ok()?;
        let attempt = evidence["attempts"].as_array()?.last()?;
        let changes = evidence["weights"].as_array()?.iter().filter(|change| change["attempt"] == attempt["number"]);
        let weights = changes.map(|change| Some((time(&change["at"])?, change["to"].as_u64()?)));
        Some(Self {
            began: time(&attempt["began"])?,
            ended: time(&attempt["ended"])?,
            ending: attempt["ending"].as_str()?.to_owned(),
            cause: evidence["cause"].as_str().map(str::to_owned),
            weights: weights.collect::<Option<_>>()?,
        })
    }

    /// The highest weight at any time from `from` until before `to`.
    #[must_use]
    pub fn weight(&self, from: Timestamp, to: Timestamp) -> u64 {
        let before = self.weights.iter().rfind(|(at, _)| *at <= from);
        let within = self.weights.iter().filter(|(at, _)| *at > from && *at < to);
        before.into_iter().chain(within).map(|(_, weight)| *weight).max().unwrap_or(0)
    }

    /// From when to when the new version had requests to answer; until the end if it kept them.
    #[must_use]
    pub fn exposed(&self) -> Option<(Timestamp, Timestamp)> {
        let (first, _) = self.weights.iter().find(|(_, weight)| *weight > 0)?;
        let last = self.weights.iter().find(|(at, weight)| at > first && *weight == 0);
        Some((*first, last.map_or(self.ended, |(at, _)| *at)))
    }
}

fn time(text: &Value) -> Option<Timestamp> {
    text.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn evidence() -> String {
        let change = |attempt: u64, seconds: i64, to: u64| json!({ "at": at(seconds).to_string(), "attempt": attempt, "to": to });
        let attempt = |number: u64, began: i64, ended: i64, ending: &str| json!({ "number": number, "began": at(began).to_string(), "ended": at(ended).to_string(), "ending": ending });
        json!({
            "weights": [change(1, 10, 5), change(1, 20, 0), change(2, 110, 5), change(2, 120, 100)],
            "attempts": [attempt(1, 5, 25, "reverted"), attempt(2, 105, 130, "promoted")],
            "cause": null,
        })
        .to_string()
    }

    #[test]
    fn the_last_attempt_has_its_own_weights() {
        let last = Attempt::last(&evidence()).unwrap();
        assert_eq!((last.began, last.ended, last.ending.as_str()), (at(105), at(130), "promoted"));
        assert_eq!(last.cause, None);
        assert_eq!(last.weights, [(at(110), 5), (at(120), 100)]);
        assert_eq!(last.exposed(), Some((at(110), at(130))));
        assert_eq!(Attempt::last(r#"{"weights":[],"attempts":[],"cause":null}"#), None);
        assert_eq!(Attempt::last("{}"), None);
    }

    #[test]
    fn a_weight_counts_while_it_holds() {
        let weights = vec![(at(10), 5), (at(20), 0)];
        let attempt = Attempt { began: at(5), ended: at(25), ending: "reverted".to_owned(), cause: None, weights };
        assert_eq!(attempt.exposed(), Some((at(10), at(20))));
        let of = |from: i64, to: i64| attempt.weight(at(from), at(to));
        assert_eq!([of(0, 10), of(0, 11), of(10, 11), of(15, 25), of(20, 30)], [0, 5, 5, 5, 0]);
    }
}
