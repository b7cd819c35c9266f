//! Selectors over labels and fields.
//! Source: <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>.
use serde_json::Value;

use super::refusal;
use crate::call::Refusal;

/// A requirement of a label selector.
#[derive(Debug, PartialEq, Eq)]
enum Requirement {
    Is(String, Vec<String>),
    IsNot(String, Vec<String>),
    Exists(String),
    Absent(String),
}

/// Requirements that all hold.
#[derive(Debug, Default)]
pub(crate) struct Selector(Vec<Requirement>);

impl Selector {
    /// Reads `app=api,slot in (a, b),!old`.
    ///
    /// # Errors
    /// The refusal of what cannot be read.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let mut requirements = Vec::new();
        for part in split(text) {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            let read = requirement(part);
            requirements
                .push(read.ok_or_else(|| refusal::bad_request(format!("unable to parse requirement: {part}")))?);
        }
        Ok(Self(requirements))
    }

    /// A `LabelSelector` of `matchLabels` and `matchExpressions`; none selects nothing, an empty one everything.
    pub(crate) fn of(selector: &Value) -> Option<Self> {
        let members = selector.as_object()?;
        let mut all: Vec<_> = plain(members.get("matchLabels")).collect();
        for one in members.get("matchExpressions").and_then(Value::as_array).into_iter().flatten() {
            let key = one["key"].as_str()?.to_owned();
            let values = one["values"].as_array().into_iter().flatten();
            let values = values.filter_map(Value::as_str).map(str::to_owned).collect();
            all.push(match one["operator"].as_str()? {
                "In" => Requirement::Is(key, values),
                "NotIn" => Requirement::IsNot(key, values),
                "Exists" => Requirement::Exists(key),
                "DoesNotExist" => Requirement::Absent(key),
                _ => return None,
            });
        }
        Some(Self(all))
    }

    /// The plain map of a Service; none, or an empty one, selects nothing.
    pub(crate) fn of_service(selector: &Value) -> Option<Self> {
        let all: Vec<_> = plain(Some(selector)).collect();
        (!all.is_empty()).then_some(Self(all))
    }

    /// Whether the labels, an object or null, are as required.
    pub(crate) fn selects(&self, labels: &Value) -> bool {
        self.0.iter().all(|requirement| match requirement {
            Requirement::Is(key, values) => labels[key].as_str().is_some_and(|value| values.iter().any(|v| v == value)),
            Requirement::IsNot(key, values) => {
                labels[key].as_str().is_none_or(|value| values.iter().all(|v| v != value))
            }
            Requirement::Exists(key) => labels.get(key).is_some(),
            Requirement::Absent(key) => labels.get(key).is_none(),
        })
    }
}

fn plain(labels: Option<&Value>) -> impl Iterator<Item = Requirement> {
    let labels = labels.and_then(Value::as_object).into_iter().flatten();
    labels.map(|(key, value)| Requirement::Is(key.clone(), vec![value.as_str().unwrap_or_default().to_owned()]))
}

/// The parts between commas that are not inside parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn requirement(part: &str) -> Option<Requirement> {
    let key = |text: &str| {
        let text = text.trim();
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        (!text.is_empty() && text.chars().all(fits)).then(|| text.to_owned())
    };
    let list = |text: &str| {
        let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
        Some(inner.split(',').map(|value| value.trim().to_owned()).collect())
    };
    if let Some((left, right)) = part.split_once(" notin ") {
        return Some(Requirement::IsNot(key(left)?, list(right)?));
    }
    if let Some((left, right)) = part.split_once(" in ") {
        return Some(Requirement::Is(key(left)?, list(right)?));
    }
    let value = |text: &str| vec![text.trim().to_owned()];
    if let Some((left, right)) = part.split_once("!=") {
        return Some(Requirement::IsNot(key(left)?, value(right)));
    }
    if let Some((left, right)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return Some(Requirement::Is(key(left)?, value(right)));
    }
    match part.strip_prefix('!') {
        Some(rest) => Some(Requirement::Absent(key(rest)?)),
        None => Some(Requirement::Exists(key(part)?)),
    }
}

/// Whether an object has the fields of `metadata.name=a,involvedObject.uid!=b`.
///
/// # Errors
/// The refusal of what cannot be read.
pub(super) fn fields_fit(text: &str, doc: &Value) -> Result<bool, Refusal> {
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (path, value) = part
            .split_once('=')
            .ok_or_else(|| refusal::bad_request(format!("invalid selector: {text:?}; can't understand {part:?}")))?;
        let wanted = !path.ends_with('!');
        let (path, value) = (path.trim_end_matches('!'), value.trim_start_matches('='));
        let found = doc.pointer(&format!("/{}", path.replace('.', "/"))).and_then(Value::as_str).unwrap_or_default();
        if (found == value) != wanted {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Selector, fields_fit};

    #[test]
    fn a_selector_selects_by_all_its_requirements() {
        let labels = json!({ "app": "api", "kgas.dev/slot": "b" });
        for (text, wanted) in [
            ("", true),
            ("app=api", true),
            ("app==api,kgas.dev/slot=b", true),
            ("app=api,kgas.dev/slot=a", false),
            ("app!=web", true),
            ("none!=web", true),
            ("kgas.dev/slot in (a, b)", true),
            ("kgas.dev/slot notin (a,b), app", false),
            ("app,!old", true),
            ("old", false),
        ] {
            let selector = Selector::parse(text).unwrap_or_else(|refusal| panic!("{text}: {}", refusal.message));
            assert_eq!(selector.selects(&labels), wanted, "{text}");
        }
        assert!(Selector::parse("a b").is_err());
        assert!(Selector::parse("app in a").is_err());
    }

    #[test]
    fn no_selector_selects_nothing_and_an_empty_one_everything_but_for_a_service() {
        let selects = |selector: Option<Selector>| selector.is_some_and(|one| one.selects(&json!({ "app": "api" })));
        assert!(!selects(Selector::of(&json!(null))));
        assert!(selects(Selector::of(&json!({}))));
        assert!(!selects(Selector::of_service(&json!({}))));
        let expression = json!({ "matchExpressions": [{ "key": "app", "operator": "NotIn", "values": ["api"] }] });
        assert!(!selects(Selector::of(&expression)));
    }

    #[test]
    fn fields_are_compared_by_their_path() {
        let doc = json!({ "metadata": { "name": "a" } });
        let fits = |text: &str| fields_fit(text, &doc).unwrap_or_else(|refusal| panic!("{}", refusal.message));
        assert!(fits("metadata.name=a") && fits("metadata.name==a,metadata.namespace!=b") && !fits("metadata.name!=a"));
        assert!(fields_fit("metadata.name", &doc).is_err());
    }
}
