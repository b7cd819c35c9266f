//! Which objects, by their labels.
//!
//! Source: <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Labels that objects have to have. An empty selector selects everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct LabelSelector {
    /// Labels with exactly these values.
    pub match_labels: BTreeMap<String, String>,
    /// Further demands, all of them.
    pub match_expressions: Vec<LabelRequirement>,
}

/// A demand on one label.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LabelRequirement {
    /// The label.
    pub key: String,
    /// How its value has to be.
    pub operator: LabelOperator,
    /// Values, for `In` and `NotIn`.
    #[serde(default)]
    pub values: Vec<String>,
}

open_enum! {
    /// How a label's value has to be.
    LabelOperator {
        /// One of the values.
        In = "In",
        /// None of the values, or the label is not there.
        NotIn = "NotIn",
        /// Anything.
        Exists = "Exists",
        /// The label is not there.
        DoesNotExist = "DoesNotExist",
    }
}

impl LabelSelector {
    /// Whether it selects an object with these labels; `None` if it has an operator that we do not know.
    #[must_use]
    pub fn selects(&self, labels: &BTreeMap<&str, &str>) -> Option<bool> {
        let has = |key: &str, value: &str| labels.get(key).is_some_and(|found| *found == value);
        let exact = self.match_labels.iter().all(|(key, value)| has(key, value));
        let further: Option<Vec<bool>> = self
            .match_expressions
            .iter()
            .map(|LabelRequirement { key, operator, values }| {
                let is_one_of = values.iter().any(|value| has(key, value));
                Some(match operator {
                    LabelOperator::In => is_one_of,
                    LabelOperator::NotIn => !is_one_of,
                    LabelOperator::Exists => labels.contains_key(key.as_str()),
                    LabelOperator::DoesNotExist => !labels.contains_key(key.as_str()),
                    LabelOperator::Other(_) => return None,
                })
            })
            .collect();
        Some(exact && further?.into_iter().all(|holds| holds))
    }

    /// As [`super::list::Selection::labels`] has it; `None` if it has an operator that we do not know.
    #[must_use]
    pub fn query(&self) -> Option<String> {
        let exact = self.match_labels.iter().map(|(key, value)| Some(format!("{key}={value}")));
        let further = self.match_expressions.iter().map(|LabelRequirement { key, operator, values }| {
            let values = values.join(",");
            Some(match operator {
                LabelOperator::In => format!("{key} in ({values})"),
                LabelOperator::NotIn => format!("{key} notin ({values})"),
                LabelOperator::Exists => key.clone(),
                LabelOperator::DoesNotExist => format!("!{key}"),
                LabelOperator::Other(_) => return None,
            })
        });
        Some(exact.chain(further).collect::<Option<Vec<_>>>()?.join(","))
    }
}
