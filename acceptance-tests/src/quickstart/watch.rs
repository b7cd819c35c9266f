//! Prometheus, asked again and again while an apply runs.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::http;
use crate::parts::Error;

/// A fraction of what a column of the picture takes.
const PAUSE: Duration = Duration::from_millis(10);

/// Part of the answers that were errors, from 0 to 1; none where there were no answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// When it was asked for.
    pub at: Timestamp,
    /// Of the answers of slot `b`.
    pub of_b: Option<f64>,
    /// Of all answers.
    pub of_all: Option<f64>,
}

/// Asks a Prometheus until it is told to stop.
#[derive(Debug)]
pub struct Watch {
    stopped: Arc<AtomicBool>,
    asking: JoinHandle<Result<Vec<Reading>, Error>>,
}

impl Watch {
    /// Begins to ask the Prometheus at `url`.
    #[must_use]
    pub fn start(url: String) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let is_stopped = Arc::clone(&stopped);
        let asking = spawn(move || {
            let mut readings = Vec::new();
            while !is_stopped.load(Ordering::Relaxed) {
                let at = Timestamp::now();
                let (of_b, of_all) = (ask(&url, &errors("slot=\"b\""))?, ask(&url, &errors(""))?);
                readings.push(Reading { at, of_b, of_all });
                sleep(PAUSE);
            }
            Ok(readings)
        });
        Self { stopped, asking }
    }

    /// What was answered so far.
    ///
    /// # Errors
    /// When Prometheus did not answer, or not in its own words.
    pub fn stop(self) -> Result<Vec<Reading>, Error> {
        self.stopped.store(true, Ordering::Relaxed);
        self.asking.join().unwrap_or_else(|_| Err(silent("whoever asks it", "it panicked", String::new())))
    }
}

/// The query for the part of errors in the last ten seconds.
fn errors(labels: &str) -> String {
    let of = |more: &str| format!("sum(rate(http_requests_total{{{labels}{more}}}[10s]))");
    let comma = if labels.is_empty() { "" } else { "," };
    format!("{} / {}", of(&format!("{comma}code=~\"5..\"")), of(""))
}

/// The one value of a query, if it has one.
fn ask(url: &str, query: &str) -> Result<Option<f64>, Error> {
    let asked = format!("{url}/api/v1/query?query={}", utf8_percent_encode(query, NON_ALPHANUMERIC));
    let answer = http::get(&asked).map_err(|why| silent(&asked, &why.to_string(), String::new()))?;
    value(&answer.body).map_err(|why| silent(&asked, why, answer.body.clone()))
}

/// The value in an answer, if it has one.
///
/// # Errors
/// Why it is no answer.
fn value(answer: &str) -> Result<Option<f64>, &'static str> {
    let answer: Value = serde_json::from_str(answer).map_err(|_| "it is not JSON")?;
    let series = answer["data"]["result"].as_array().ok_or("it has no result")?;
    let value = |sample: &Value| sample["value"][1].as_str().and_then(|value| value.parse().ok());
    series.first().map(|sample| value(sample).ok_or("its sample has no value")).transpose()
}

fn silent(what: &str, why: &str, log: String) -> Error {
    Error::NotReady { what: what.to_owned(), why: why.to_owned(), log }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_a_value_or_none() {
        let of = |result: &str| {
            value(&format!(r#"{{"status":"success","data":{{"resultType":"vector","result":{result}}}}}"#))
        };
        assert_eq!(of(r#"[{"metric":{},"value":[1780272000,"0.25"]}]"#), Ok(Some(0.25)));
        assert_eq!(of("[]"), Ok(None));
        assert_eq!(of(r#"[{"metric":{}}]"#), Err("its sample has no value"));
        assert_eq!(value("404 page not found"), Err("it is not JSON"));
        assert_eq!(value(r#"{"status":"error"}"#), Err("it has no result"));
    }

    #[test]
    fn errors_are_a_part_of_all() {
        assert_eq!(
            errors("slot=\"b\""),
            "sum(rate(http_requests_total{slot=\"b\",code=~\"5..\"}[10s])) / sum(rate(http_requests_total{slot=\"b\"}[10s]))"
        );
        assert_eq!(
            errors(""),
            "sum(rate(http_requests_total{code=~\"5..\"}[10s])) / sum(rate(http_requests_total{}[10s]))"
        );
    }
}
