//! What is measured.

use std::collections::BTreeMap;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use kgas_engine::analysis::Window;
use kgas_engine::promql::{Query, Warning};
use kgas_engine::rollout::Slot;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, GoDuration, Path, Problems, View};

use super::Given;
use crate::resources::rollout::model::{CanaryStep, Compare, Measure, Metric, Rollout, Test, millis};
use crate::resources::rollout::wanted::{self, Asked, Slots};

/// With what a part of the name of a header ends that carries a credential.
const CREDENTIALS: [&str; 7] = ["auth", "authorization", "cookie", "key", "password", "secret", "token"];

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    steps(config, told)?;
    if !Given::at(config, "analysis").is_yes() {
        return Ok(());
    }
    headers(config, told)?;
    let metrics = config.get::<BTreeMap<String, Attr<Metric>>>("analysis.metrics")?;
    let gated = ["gate.budget_query", "gate.burn_query", "traffic.verify.query"]
        .iter()
        .any(|path| !Given::at(config, path).is_no());
    if !metrics.is_unknown() && metrics.known().is_none_or(BTreeMap::is_empty) && !gated {
        told.push(
            Diagnostic::error("Nothing is measured")
                .at("analysis.metrics")
                .detail("There is a Prometheus, and nothing that asks it: neither a metric, nor a gate, nor `traffic.verify`.")
                .next_step("Write `metrics`, or leave `analysis` out."),
        );
    }
    let asker = Asker::of(config)?;
    for (name, metric) in metrics.known().into_iter().flatten() {
        if let Attr::Known(metric) = metric {
            told.extend(of(name, metric, &asker));
        }
    }
    Ok(())
}

fn headers(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let of = Path::from("analysis.prometheus");
    let path = of.clone().attribute("headers");
    let not_a_header = |path: Path| {
        let wrong = Diagnostic::error("Not a header").at(path);
        wrong.detail("A header's name has letters, digits and hyphens, and its value no line breaks.")
    };
    if let Attr::Known(tenant) = config.get::<String>(of.clone().attribute("tenant"))?
        && HeaderValue::try_from(&tenant).is_err()
    {
        told.push(not_a_header(of.attribute("tenant")));
    }
    let Attr::Known(headers) = config.get::<BTreeMap<String, Attr<String>>>(path.clone())? else { return Ok(()) };
    for (name, value) in &headers {
        let at = path.clone().key(name);
        if HeaderName::try_from(name).is_err()
            || value.known().is_some_and(|value| HeaderValue::try_from(value).is_err())
        {
            told.push(not_a_header(at));
        } else if carries_a_credential(name) {
            told.push(
                Diagnostic::error("A credential would be kept in the state")
                    .at(at)
                    .detail(format!("The header {name:?} carries a credential, and headers are kept in the state."))
                    .next_step("Use `bearer_token_wo`, which is not."),
            );
        }
    }
    Ok(())
}

fn carries_a_credential(header: &str) -> bool {
    let name = header.to_lowercase();
    name.split(['-', '_']).any(|part| CREDENTIALS.iter().any(|word| part.ends_with(word)))
}

/// One metric.
fn of(name: &str, metric: &Metric, asker: &Asker) -> Diagnostics {
    let path = Path::from("analysis.metrics").key(name);
    let mut told = Diagnostics::none();
    let query = asker.check(&metric.query, &path.clone().attribute("query"), &mut told);
    if let Some(requests) = &metric.requests_query {
        asker.check(requests, &path.clone().attribute("requests_query"), &mut told);
    }
    let mut refuse = |path: Path, detail: String, next: &str| {
        let wrong = Diagnostic::error("Metric cannot be judged").at(path).detail(detail);
        told.push(if next.is_empty() { wrong } else { wrong.next_step(next) });
    };
    if let Some(query) = query
        && let Err(problem) = wanted::metric(name, metric, &query, 0).check()
    {
        refuse(path.clone(), format!("{problem}."), "");
    }
    let counts = metric.requests_query.is_some();
    if metric.min_requests > 0 && !counts {
        let detail = "Requests are counted by `requests_query`, which is not there.".to_owned();
        let next = "Write `requests_query`, or leave `min_requests` out.";
        refuse(path.clone().attribute("min_requests"), detail, next);
    }
    let weighs = |compare: &Compare| compare.test == Test::Sequential && compare.measure == Measure::Ratio;
    if metric.compare.as_ref().is_some_and(weighs) && !counts {
        let detail = "The sequential test of a ratio weighs requests, and there is no `requests_query` to count them.";
        let next = "Write `requests_query`, or `measure = \"value\"`.";
        refuse(path.clone().attribute("compare"), detail.to_owned(), next);
    }
    told
}

/// Comparisons for which no step has the time: they decide nothing.
pub(super) fn undecided(model: &Rollout) -> Diagnostics {
    let longest = wanted::longest_bake(model);
    let asked = wanted::asked(model, 0, Slot::B).unwrap_or_default();
    let told = asked.iter().filter_map(|Asked { metric, .. }| {
        let (compare, Window::Sliding { millis }) = (metric.compare.as_ref()?, metric.window) else { return None };
        let needed = u64::from(compare.test.fewest_samples()).saturating_mul(millis);
        let path = Path::from("analysis.metrics").key(&metric.name).attribute("compare");
        (compare.test.fewest_samples() > 1 && needed > longest).then(|| {
            Diagnostic::warning("Comparison decides nothing")
                .at(path)
                .detail(format!(
                    "The sequential test of a value needs {} samples over separate times, {} in all, and no step is watched for \
                     longer than {}.",
                    compare.test.fewest_samples(),
                    wanted::written(Duration::from_millis(needed)),
                    wanted::written(Duration::from_millis(longest))
                ))
                .next_step("Bake longer, measure a ratio with `requests_query`, or compare by `test = \"threshold\"`.")
        })
    });
    told.collect()
}

/// What queries are checked with.
struct Asker {
    label: String,
    namespace: String,
    name: String,
    scrape: u64,
}

impl Asker {
    /// With what is not known yet, any name does.
    fn of(config: View<'_>) -> Result<Self, Problems> {
        let text = |path: &str, usual: &str| {
            Ok::<_, Problems>(config.get::<String>(path)?.into_known().unwrap_or_else(|| usual.to_owned()))
        };
        let scrape = config.get::<GoDuration>("analysis.prometheus.scrape_interval")?.into_known();
        Ok(Self {
            label: text("analysis.slot_label", "slot")?,
            namespace: text("namespace", "default")?,
            name: text("name", "name")?,
            scrape: scrape.map_or(15_000, |scrape| millis(scrape.get())),
        })
    }

    /// The query, if it can be asked. What may be wrong with it is a warning.
    fn check(&self, text: &str, path: &Path, told: &mut Diagnostics) -> Option<Query> {
        match self.slots().bind(text) {
            Ok(query) => {
                let doubt = |doubt: Warning| {
                    Diagnostic::warning("Query may not say what it is asked for")
                        .at(path.clone())
                        .detail(format!("{doubt}."))
                };
                told.extend(query.warnings(self.scrape).into_iter().map(doubt));
                Some(query)
            }
            Err(err) => {
                told.push(Diagnostic::error("Query cannot be asked").at(path.clone()).detail(format!("{err}.")));
                None
            }
        }
    }

    fn slots(&self) -> Slots<'_> {
        Slots { label: &self.label, namespace: &self.namespace, name: &self.name, candidate: Slot::B }
    }
}

/// A query for the share that a slot has of all requests: what it measures of both is meant to be in it.
pub(super) fn share(config: View<'_>, path: &str, told: &mut Diagnostics) -> Result<(), Problems> {
    let Attr::Known(text) = config.get::<String>(path)? else { return Ok(()) };
    let asker = Asker::of(config)?;
    let wrong = |why: String| Diagnostic::error("Query cannot be asked").at(path).detail(why);
    let query = match asker.slots().bind(&text) {
        Ok(_) if !text.contains("$slot") => {
            told.push(
                wrong("It does not say `$slot`: a share of all requests needs a part that is one slot's and a whole that is not.".to_owned())
                    .next_step("Write `sum(rate(METRIC{slot=\"$slot\"}[1m])) / sum(rate(METRIC[1m]))`."),
            );
            return Ok(());
        }
        Ok(query) => query,
        Err(err) => {
            told.push(wrong(format!("{err}.")));
            return Ok(());
        }
    };
    let doubts = query.warnings(asker.scrape).into_iter().filter(|doubt| !matches!(doubt, Warning::Unbound { .. }));
    let doubt =
        |doubt| Diagnostic::warning("Query may not say what it is asked for").at(path).detail(format!("{doubt}."));
    told.extend(doubts.map(doubt));
    Ok(())
}

/// A query for neither slot.
pub(super) fn unbound(config: View<'_>, path: &str, told: &mut Diagnostics) -> Result<(), Problems> {
    if let Attr::Known(text) = config.get::<String>(path)?
        && let Some(problem) = Asker::of(config)?.slots().unbound_problem(&text)
    {
        told.push(Diagnostic::error("Query cannot be asked").at(path).detail(format!("{problem}.")));
    }
    Ok(())
}

/// A step counts requests by the metrics.
fn steps(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let Attr::Known(steps) = config.get::<Vec<CanaryStep>>("canary.steps")? else { return Ok(()) };
    let metrics = match config.get::<BTreeMap<String, Attr<Metric>>>("analysis.metrics")? {
        Attr::Known(metrics) => metrics,
        Attr::Null => BTreeMap::new(),
        Attr::Unknown => return Ok(()),
    };
    let may_count = metrics.values().any(|metric| metric.known().is_none_or(|metric| metric.requests_query.is_some()));
    for (index, _) in steps.iter().enumerate().filter(|(_, step)| step.min_requests > 0 && !may_count) {
        told.push(
            Diagnostic::error("Requests are not counted")
                .at(Path::from("canary.steps").index(index).attribute("min_requests"))
                .detail("Requests are counted by a metric's `requests_query`, and no metric has one.")
                .next_step("Write `requests_query` in one of `analysis.metrics`, or leave `min_requests` out."),
        );
    }
    Ok(())
}
