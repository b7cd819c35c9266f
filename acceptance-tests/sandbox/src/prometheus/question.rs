//! What a query asks for, by what it names:
//!
//! | in the query | means |
//! |---|---|
//! | a matcher `label="a"` or `label="b"` | the traffic of that slot |
//! | a matcher whose value is an app, a namespace, or `{app}-{slot}` | that one's; other values are not looked at |
//! | `5..`, or `error` | errors: a ratio when something is divided, else how many |
//! | `!~"5..` or `!="error` with it, or `1 -` before a ratio | the requests without an error instead; both together: errors |
//! | `duration`, `latency` or `histogram_quantile` | the mean time of a request, whatever the quantile |
//! | neither | how many requests |
//! | a range such as `[1m]` | over that long; `increase(` counts in it, and anything else is a second's part of it |
//! | no range | all from the beginning |
//!
//! No request in that while is no sample, as it is of a ratio whose series are not there.
use std::time::Duration;

use super::history::History;
use super::traffic::Flow;
use crate::moment::Moment;

/// A query, recognised.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) asked: Asked,
    /// Values of the matchers.
    values: Vec<String>,
    window: Option<Duration>,
    /// Whether those without an error are meant.
    good: bool,
    /// Whether the whole count of the window is asked for.
    increase: bool,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Asked {
    ErrorRatio,
    Errors,
    Latency,
    Requests,
    /// Nothing: the query is a number.
    Number(f64),
}

impl Question {
    /// # Errors
    /// What is wrong with the query.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("unknown position: parse error: no expression found in input".to_owned());
        }
        balanced(text)?;
        let outside = outside(text);
        let names = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let asked = if let Ok(number) = text.trim().parse() {
            Asked::Number(number)
        } else if names(&["5..", "error"]) {
            if outside.contains('/') { Asked::ErrorRatio } else { Asked::Errors }
        } else if names(&["duration", "latency", "histogram_quantile"]) {
            Asked::Latency
        } else {
            Asked::Requests
        };
        let window = outside.split_once('[').and_then(|(_, rest)| span(rest.split([']', ':']).next()?));
        if outside.contains('[') && window.is_none() {
            return Err("1:1: parse error: not a valid duration string".to_owned());
        }
        let rest = text.trim_start().starts_with("1 -") && asked == Asked::ErrorRatio;
        let good = names(&["!~\"5..", "!=\"error"]) != rest;
        Ok(Self { asked, values: values(text), window, good, increase: text.contains("increase(") })
    }

    /// The value now; nothing when there was no traffic.
    pub(super) fn answer(&self, traffic: &History, now: Moment) -> Option<f64> {
        let known: Vec<&Flow> = traffic.flows().collect();
        let wanted = |flow: &Flow| self.values.iter().all(|value| fits(value, flow, &known));
        let total = traffic.over(self.window, now, wanted);
        if total.requests <= 0.0 {
            return None;
        }
        let seconds = self.window.filter(|_| !self.increase).map_or(1.0, |window| window.as_secs_f64());
        let errors = if self.good { total.requests - total.errors } else { total.errors };
        match self.asked {
            Asked::ErrorRatio => Some(errors / total.requests),
            Asked::Latency => Some(total.busy / total.requests),
            Asked::Errors => Some(errors / seconds),
            Asked::Requests => Some(total.requests / seconds),
            Asked::Number(_) => None,
        }
    }
}

/// Whether a matcher's value lets a flow through, among those there are.
fn fits(value: &str, flow: &Flow, known: &[&Flow]) -> bool {
    if ["a", "b"].contains(&value) {
        return flow.slot == value;
    }
    let is = |flow: &Flow| {
        let workload = format!("{}-{}", flow.app, flow.slot);
        value == workload || value == flow.app || value == flow.namespace
    };
    is(flow) || !known.iter().any(|other| is(other))
}

/// The text without what stands in braces and quotes.
fn outside(text: &str) -> String {
    let (mut depth, mut quoted) = (0, false);
    let mut kept = String::new();
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth -= 1,
            _ if !quoted && depth == 0 => kept.push(character),
            _ => {}
        }
    }
    kept
}

/// The values of the matchers for equality.
fn values(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('"').collect();
    let pairs = parts.chunks(2).filter_map(|pair| match pair {
        [before, value] => Some((before.trim_end(), *value)),
        _ => None,
    });
    let equal = pairs.filter(|(before, _)| before.ends_with('=') && !before.ends_with("!="));
    equal.map(|(_, value)| value.to_owned()).collect()
}

/// `1m30s`, in the units of `PromQL`.
fn span(text: &str) -> Option<Duration> {
    let (mut total, mut digits, mut unit) = (Duration::ZERO, String::new(), String::new());
    for character in text.trim().chars().chain(['0']) {
        if character.is_ascii_digit() {
            if !unit.is_empty() {
                let millis = match unit.as_str() {
                    "ms" => 1,
                    "s" => 1_000,
                    "m" => 60_000,
                    "h" => 3_600_000,
                    "d" => 86_400_000,
                    "w" => 604_800_000,
                    _ => return None,
                };
                total += Duration::from_millis(digits.parse::<u64>().ok()?.checked_mul(millis)?);
                (digits, unit) = (String::new(), String::new());
            }
            digits.push(character);
        } else {
            unit.push(character);
        }
    }
    (digits == "0" && total > Duration::ZERO).then_some(total)
}

/// # Errors
/// The first bracket that is not closed, or that closes nothing.
fn balanced(text: &str) -> Result<(), String> {
    let mut open = Vec::new();
    let mut quoted = false;
    for character in text.chars() {
        let closes = match character {
            '"' => {
                quoted = !quoted;
                continue;
            }
            _ if quoted => continue,
            '(' | '[' | '{' => {
                open.push(character);
                continue;
            }
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => continue,
        };
        if open.pop() != Some(closes) {
            return Err(format!("1:1: parse error: unexpected {character:?}"));
        }
    }
    if quoted {
        return Err("1:1: parse error: unterminated quoted string".to_owned());
    }
    open.pop().map_or(Ok(()), |left| Err(format!("1:1: parse error: unclosed left parenthesis {left:?}")))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Asked, Question, span};

    #[test]
    fn a_query_is_recognised_by_what_it_names() {
        let total = "sum(rate(http_requests_total{slot=\"b\"}[1m]))";
        let failed = "sum(rate(http_requests_total{slot=\"b\",code=~\"5..\"}[1m]))";
        for (text, asked) in [
            (format!("{failed} / {total}"), Asked::ErrorRatio),
            (failed.to_owned(), Asked::Errors),
            ("sum(rate(x{slot=\"a\",path=\"/a/b\",status=\"error\"}[5m]))".to_owned(), Asked::Errors),
            ("histogram_quantile(0.99, sum by (le) (rate(x_bucket{slot=\"a\"}[1m])))".to_owned(), Asked::Latency),
            ("avg(request_duration_seconds{slot=\"a\"})".to_owned(), Asked::Latency),
            (total.to_owned(), Asked::Requests),
            (" 1.5 ".to_owned(), Asked::Number(1.5)),
        ] {
            assert_eq!(Question::read(&text).map(|question| question.asked), Ok(asked), "{text}");
        }
        let question =
            Question::read("sum(increase(x{slot=\"b\", app = \"api\",code!=\"200\",a=~\"b\"}[1m30s]))").unwrap();
        assert_eq!(
            (question.values, question.window),
            (vec!["b".to_owned(), "api".to_owned()], Some(Duration::from_secs(90)))
        );
        assert!(question.increase);
        for wrong in ["", "sum(rate(x[1m])", "x{slot=\"b\"", "x)", "rate(x[soon])", "x{slot=\"b}"] {
            assert!(Question::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn spans_have_units() {
        let millis = |text| span(text).map(|span| span.as_millis());
        assert_eq!(
            ["500ms", "5s", "1m", "2h", "1d", "1h30m"].map(millis),
            [500, 5_000, 60_000, 7_200_000, 86_400_000, 5_400_000].map(Some)
        );
        assert_eq!(["", "5", "m", "5x"].map(millis), [None; 4]);
    }
}
