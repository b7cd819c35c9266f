//! Every query of a rollout, asked once: a plan tells which cannot be answered.

use futures_util::future::join_all;
use kgas_engine::Millis;
use kgas_engine::analysis::Outcome;
use kgas_engine::rollout::Slot;
use kgas_transport::CallError;
use tfplugin_rs::{Context, Diagnostic, Path};

use super::prometheus::Prometheus;
use crate::client::Client;
use crate::drive::now;
use crate::resources::rollout::model::Rollout;
use crate::resources::rollout::wanted;

/// The time that a query with `$window` is asked about.
const WINDOW: u64 = 60_000;

/// A query's answer.
#[derive(Debug)]
pub(in crate::resources::rollout) struct Answered {
    /// The attribute that has the query.
    pub(in crate::resources::rollout) path: Path,
    /// What came of it.
    pub(in crate::resources::rollout) outcome: Result<Outcome, CallError>,
}

/// Asks for the slot that is stable.
///
/// # Errors
/// Why Prometheus cannot be asked at all.
pub(in crate::resources::rollout) async fn ask_once(
    model: &Rollout,
    stable: Slot,
    context: &Context<Client>,
) -> Result<Vec<Answered>, Diagnostic> {
    let Some(analysis) = &model.analysis else { return Ok(Vec::new()) };
    let prometheus = Prometheus::new(&analysis.prometheus, context)?;
    let at = now(&*context.client.clock);
    let asked = queries(model, stable).into_iter().map(|(path, query)| one(&prometheus, path, query, at));
    Ok(join_all(asked).await)
}

async fn one(prometheus: &Prometheus, path: Path, query: String, at: Millis) -> Answered {
    Answered { path, outcome: prometheus.answer(&query, at).await }
}

/// Every query by its place. One that cannot be bound to a slot was told when the configuration was checked.
fn queries(model: &Rollout, stable: Slot) -> Vec<(Path, String)> {
    let metrics = wanted::asked(model, 0, stable.other()).unwrap_or_default();
    let mut all = Vec::new();
    for asked in &metrics {
        let path = Path::from("analysis.metrics").key(&asked.metric.name);
        all.push((path.clone().attribute("query"), asked.query.stable(WINDOW)));
        let requests = asked.requests.as_ref().map(|query| query.stable(WINDOW));
        all.extend(requests.map(|query| (path.attribute("requests_query"), query)));
    }
    let share = wanted::share_query(model, stable.other());
    all.extend(share.map(|query| (Path::from("traffic.verify.query"), query.stable(WINDOW))));
    let gate = wanted::gate(model);
    all.extend(wanted::budget_query(model).map(|query| (Path::from("gate.budget_query"), query)));
    let window = gate.and_then(|gate| gate.max_burn.first().map(|burn| burn.short_millis));
    let burn = window.and_then(|window| wanted::burn_query(model, window));
    all.extend(burn.map(|query| (Path::from("gate.burn_query"), query)));
    all
}
