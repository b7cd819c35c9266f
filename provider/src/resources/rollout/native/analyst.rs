//! Asks the metrics, and judges the candidate by their answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::join_all;
use kgas_engine::Millis;
use kgas_engine::analysis::gate::{self, Block, Decision, Reading};
use kgas_engine::analysis::{Combined, Outcome, Requests, Sample, State, Verdict, combine, really_seen};
use kgas_engine::freeze;
use kgas_engine::rollout::{Finding, Gate, Journal, Judgement, Phase, Routing, Seen, Slot, Spec};
use tfplugin_rs::{Context, Diagnostic};

use super::prometheus::Prometheus;
use crate::client::Client;
use crate::resources::rollout::model::{OnBlocked, Rollout, millis};
use crate::resources::rollout::wanted::{self, Asked};

/// Asks and judges, for one run.
pub(super) struct Analyst {
    model: Rollout,
    prometheus: Option<Prometheus>,
    gate: Option<gate::Gate>,
    freeze: Vec<freeze::Window>,
    watch: Mutex<Watch>,
}

/// What is known so far.
#[derive(Default)]
struct Watch {
    /// Which step is watched: of which attempt, since when.
    step: Option<(u64, usize, Millis)>,
    /// What is asked for in it, or why that cannot be.
    all: Option<Result<Arc<Vec<Asked>>, String>>,
    states: BTreeMap<String, State>,
    readings: BTreeMap<String, String>,
    asked: Option<Millis>,
    budget: gate::Seen,
    budget_asked: Option<Millis>,
    closed_since: Option<Millis>,
}

impl Analyst {
    /// Whoever has to be asked, if anybody has to be.
    ///
    /// # Errors
    /// Why nobody can be asked.
    pub(super) fn new(model: &Rollout, context: &Context<Client>) -> Result<Option<Self>, Diagnostic> {
        if model.analysis.is_none() && model.gate.is_none() {
            return Ok(None);
        }
        let prometheus = match &model.analysis {
            Some(analysis) => Some(Prometheus::new(&analysis.prometheus, context)?),
            None => None,
        };
        let windows = model.gate.iter().flat_map(|gate| &gate.freeze);
        let freeze =
            windows.map(|text| text.parse().map_err(|err| not_a_window(text, &err))).collect::<Result<_, _>>()?;
        Ok(Some(Self { gate: wanted::gate(model), model: model.clone(), prometheus, freeze, watch: Mutex::default() }))
    }

    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds to a look what the metrics and the gate say.
    pub(super) async fn judge(&self, spec: &Spec, seen: &mut Seen, now: Millis) {
        seen.gate = self.gate(spec, seen, now).await;
        let Some((journal, candidate, since)) = watched(spec, seen) else {
            self.watch().step = None;
            return;
        };
        let step = (journal.attempt, journal.step, since);
        let (due, all) = {
            let mut watch = self.watch();
            if watch.step != Some(step) {
                // Read once a step: a look must not wait for it.
                let all = wanted::asked(&self.model, journal.step, candidate);
                watch.all = Some(all.map(Arc::new).map_err(|err| err.to_string()));
                let resumed = journal.failures.iter().map(|(name, failures)| (name.clone(), State::resumed(*failures)));
                watch.states = resumed.collect();
                watch.readings.clear();
                watch.step = Some(step);
                watch.asked = None;
            }
            let due = watch.asked.is_none_or(|asked| now >= spec.poll_scale.until(asked, spec.every));
            (due, watch.all.clone())
        };
        let all = match all {
            Some(Ok(all)) => all,
            Some(Err(why)) => {
                seen.judgement = Judgement::Open { why };
                return;
            }
            None => return,
        };
        if due && let Some(prometheus) = &self.prometheus {
            self.watch().asked = Some(now);
            let scrape =
                self.model.analysis.as_ref().map_or(0, |analysis| millis(analysis.prometheus.scrape_interval.get()));
            let window = now.0.saturating_sub(since.0).max(1);
            let samples = join_all(all.iter().map(|asked| sample(prometheus, scrape, asked, window, now))).await;
            let mut watch = self.watch();
            for (asked, sample) in all.iter().zip(samples) {
                let name = &asked.metric.name;
                watch.readings.insert(name.clone(), reading(&sample.canary));
                let state = watch.states.remove(name).unwrap_or_default();
                watch.states.insert(name.clone(), state.judge(&asked.metric, &sample));
            }
        }
        let watch = self.watch();
        seen.readings = watch.readings.clone();
        let failures = watch.states.iter().filter(|(_, state)| state.failures() > 0);
        seen.failures = failures.map(|(name, state)| (name.clone(), state.failures())).collect();
        seen.judgement = judgement(&all, &watch.states, seen);
    }

    /// Whether a step may begin.
    async fn gate(&self, spec: &Spec, seen: &Seen, now: Millis) -> Gate {
        let Some(declared) = &self.model.gate else { return Gate::Open };
        let begins = seen.journal.as_ref().is_some_and(|journal| match journal.phase {
            Phase::Idle | Phase::Reverted => {
                journal.stable.as_ref().is_some_and(|stable| stable.revision != spec.revision)
            }
            Phase::Progressing => true,
            _ => false,
        });
        if !begins {
            return Gate::Open;
        }
        let frozen =
            freeze::active(&self.freeze, now).map(|(until, window)| (format!("frozen by {window}"), Some(until)));
        let closed = match frozen {
            Some(frozen) => Some(frozen),
            None => self.budget(spec, now).await.map(|why| (why, None)),
        };
        let mut watch = self.watch();
        let Some((why, until)) = closed else {
            watch.closed_since = None;
            return Gate::Open;
        };
        if let Some(reason) = &declared.override_reason {
            return Gate::Overridden { reason: format!("{reason} ({why})") };
        }
        let since = *watch.closed_since.get_or_insert(now);
        let patience = declared.timeout.as_ref().map(|timeout| millis(timeout.get()));
        let late = patience.is_some_and(|patience| now >= spec.poll_scale.until(since, patience));
        Gate::Closed { why, until, wait: declared.on_blocked == OnBlocked::Wait && !late }
    }

    /// Why the error budget closes the gate, if it does.
    async fn budget(&self, spec: &Spec, now: Millis) -> Option<String> {
        let (Some(gate), Some(prometheus)) = (&self.gate, &self.prometheus) else { return None };
        let due = self.watch().budget_asked.is_none_or(|asked| now >= spec.poll_scale.until(asked, spec.every));
        if due {
            let read = |query: String| async move { Reading { at: now, outcome: prometheus.ask(&query, now).await } };
            let budget = match wanted::budget_query(&self.model) {
                Some(query) => Some(read(query).await),
                None => None,
            };
            let windows = gate.max_burn.iter().flat_map(|burn| [burn.short_millis, burn.long_millis]);
            let queries = windows.filter_map(|window| Some((window, wanted::burn_query(&self.model, window)?)));
            let burn = join_all(queries.map(|(window, query)| async move { (window, read(query).await) })).await;
            let mut watch = self.watch();
            watch.budget = gate::Seen { budget, burn: burn.into_iter().collect() };
            watch.budget_asked = Some(now);
        }
        match gate::decide(gate, &self.watch().budget, now) {
            Decision::Open => None,
            Decision::Blocked(blocks) => Some(blocks.iter().map(Block::to_string).collect::<Vec<_>>().join("; ")),
            Decision::Unknown(reasons) => Some(format!("it is not known whether it may go on: {}", reasons.join("; "))),
        }
    }
}

/// Which step is watched, if one is: where its candidate is, and since when.
fn watched<'a>(spec: &Spec, seen: &'a Seen) -> Option<(&'a Journal, Slot, Millis)> {
    let journal = seen.journal.as_ref().filter(|journal| journal.phase == Phase::Progressing && !journal.instant)?;
    let candidate = journal.candidate.as_ref()?.slot;
    let walking = spec.routing == Routing::Ratio && seen.slots.get(candidate).available() > 0;
    // Between two steps, while pods, a person or a gate are waited for, what has traffic is watched as well.
    let since = journal.baking.or((walking || journal.weight > 0).then_some(journal.entered))?;
    Some((journal, candidate, since))
}

async fn sample(prometheus: &Prometheus, scrape: u64, asked: &Asked, window: u64, now: Millis) -> Sample {
    let compares = asked.metric.compare.is_some();
    let ask = |query: Option<String>| async move {
        match query {
            Some(query) => Some(prometheus.ask(&query, now).await),
            None => None,
        }
    };
    let requests = asked.requests.as_ref();
    let query = asked.query.canary(window);
    let (canary, stable, canary_requests, stable_requests) = tokio::join!(
        prometheus.ask(&query, now),
        ask(compares.then(|| asked.query.stable(window))),
        ask(requests.map(|query| query.canary(window))),
        ask(requests.filter(|_| compares).map(|query| query.stable(window))),
    );
    let range = requests.map_or(0, |query| if query.uses_window() { window } else { query.reach_millis() });
    let counted = |outcome: Option<Outcome>| match outcome {
        Some(Outcome::Value(value)) if value.is_finite() => really_seen(value, range, scrape),
        _ => 0.0,
    };
    let requests = requests.map(|_| Requests { canary: counted(canary_requests), stable: counted(stable_requests) });
    Sample { at: now, canary, stable, requests }
}

fn judgement(all: &[Asked], states: &BTreeMap<String, State>, seen: &Seen) -> Judgement {
    let unseen = State::default();
    let of = |asked: &'_ Asked| states.get(&asked.metric.name).unwrap_or(&unseen).verdict().clone();
    let verdicts: Vec<Verdict> = all.iter().map(of).collect();
    match combine(all.iter().map(|asked| &asked.metric).zip(&verdicts), wanted::TOLERATED) {
        Combined::Pass => Judgement::Good,
        Combined::Hold { metric, why } => Judgement::Open { why: format!("{metric}: {why}") },
        Combined::Inconclusive { metric, why } => Judgement::Open { why: format!("{metric}: {why}") },
        Combined::Fail { metric, failure } => {
            let text = |value: Option<f64>| value.map_or_else(|| "without a value".to_owned(), written);
            let failures = states.get(&metric).map_or(0, State::failures);
            let others: Vec<_> = seen.readings.iter().map(|(name, value)| format!("{name} {value}")).collect();
            Judgement::Bad(Finding {
                value: text(failure.value()),
                bound: failure.bound().map_or_else(|| "a value".to_owned(), written),
                evidence: format!("{failure}; {failures} in a row; newest values: {}", others.join(", ")),
                metric,
            })
        }
    }
}

fn reading(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Value(value) => written(*value),
        Outcome::Empty => "no data".to_owned(),
        Outcome::Error(_) => "no answer".to_owned(),
    }
}

/// A number as people read it: four digits are enough to tell a good version from a bad one.
fn written(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() || value == 0.0 {
        return value.to_string();
    }
    if !(0.001..1e9).contains(&size) {
        return format!("{value:.3e}");
    }
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn not_a_window(text: &str, err: &freeze::NotAWindow) -> Diagnostic {
    Diagnostic::error("Not a freeze window").at("gate.freeze").detail(format!("{text:?}: {err}. Nothing was done."))
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn numbers_are_as_long_as_people_read_them() {
        let rows = [
            (0.2_f64 - 1e-16, "0.2"),
            (0.25, "0.25"),
            (12.0, "12"),
            (0.000_01, "1.000e-5"),
            (0.0, "0"),
            (f64::INFINITY, "inf"),
        ];
        for (value, text) in rows {
            assert_eq!(written(value), text);
        }
    }
}
