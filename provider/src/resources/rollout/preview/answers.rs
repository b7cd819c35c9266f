//! What came of asking every query once.

use kgas_engine::analysis::Outcome;
use kgas_transport::CallError;
use tfplugin_rs::{Diagnostic, Diagnostics};

use crate::resources::rollout::native::Answered;

/// What Prometheus calls a query that cannot be read, and one that cannot be carried out.
/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview>.
const AT_FAULT: [&str; 2] = ["bad_data", "execution"];

/// An error for each query that is at fault, and warnings about all others that have no value.
///
/// * `runs`: something runs that there should be data about.
pub(super) fn told(answers: &[Answered], runs: bool) -> Diagnostics {
    let mut told = Diagnostics::none();
    let mut silent = None;
    for Answered { path, outcome } in answers {
        let wrong = |text: &str| {
            Diagnostic::error("Query cannot be answered")
                .at(path.clone())
                .detail(format!("{text}. Nothing was changed."))
        };
        match outcome {
            Err(err) if is_at_fault(err) => told.push(wrong(&err.to_string())),
            Err(err) => drop(silent.get_or_insert(err)),
            Ok(Outcome::Error(why)) => told.push(wrong(why).next_step("Write a query with one value as its answer.")),
            Ok(Outcome::Empty) if runs => told.push(no_data(path, "nothing")),
            Ok(Outcome::Value(value)) if runs && !value.is_finite() => told.push(no_data(path, &value.to_string())),
            Ok(Outcome::Empty | Outcome::Value(_)) => {}
        }
    }
    if let Some(err) = silent {
        told.push(
            Diagnostic::warning("Prometheus was not asked")
                .at("analysis.prometheus.url")
                .detail(format!("{err}. Whether it can answer the queries is not known."))
                .next_step(
                    "Have it reachable when the rollout runs: until it answers, a step does what the metric's `on_error` says.",
                ),
        );
    }
    told
}

fn is_at_fault(err: &CallError) -> bool {
    err.refusal().is_some_and(|refusal| AT_FAULT.contains(&refusal.code.as_str()))
}

fn no_data(path: &tfplugin_rs::Path, answer: &str) -> Diagnostic {
    Diagnostic::warning("Query has no value now")
        .at(path.clone())
        .detail(format!(
            "Asked for the stable version, its answer is {answer}. Until it has one, a step does what `no_data` says."
        ))
        .next_step("Check the names of its metric and labels, and that the stable version has traffic.")
}
