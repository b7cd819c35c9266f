//! Queries, as they are asked for one slot or for a whole rollout.

use kgas_engine::promql::{Binding, Query, QueryError};
use kgas_engine::rollout::Slot;

use crate::resources::rollout::model::Rollout;

/// A time since the step began that a query with `$window` is checked with.
const USUAL_WINDOW: u64 = 60_000;

/// What the metrics call the two versions.
#[derive(Debug, Clone, Copy)]
pub(in crate::resources::rollout) struct Slots<'a> {
    /// The label that tells them apart.
    pub(in crate::resources::rollout) label: &'a str,
    /// The rollout's namespace.
    pub(in crate::resources::rollout) namespace: &'a str,
    /// The rollout's name.
    pub(in crate::resources::rollout) name: &'a str,
    /// Where the candidate is.
    pub(in crate::resources::rollout) candidate: Slot,
}

impl<'a> Slots<'a> {
    /// Those of a rollout whose candidate is in this slot.
    pub(in crate::resources::rollout) fn of(model: &'a Rollout, candidate: Slot) -> Self {
        let label = model.analysis.as_ref().map_or("slot", |analysis| &analysis.slot_label);
        Self { label, namespace: &model.namespace, name: &model.name, candidate }
    }

    /// A query for one slot or the other.
    ///
    /// # Errors
    /// Why it cannot be asked.
    pub(in crate::resources::rollout) fn bind(self, text: &str) -> Result<Query, QueryError> {
        let binding = Binding {
            slot_label: self.label.to_owned(),
            canary: self.candidate.letter().to_owned(),
            stable: self.candidate.other().letter().to_owned(),
            namespace: self.namespace.to_owned(),
            name: self.name.to_owned(),
            window_millis: USUAL_WINDOW,
        };
        Query::parse(text, &binding)
    }

    /// Why a query for neither slot cannot be asked, if it cannot.
    pub(in crate::resources::rollout) fn unbound_problem(self, text: &str) -> Option<String> {
        if ["$slot", "$baseline"].iter().any(|variable| text.contains(variable)) {
            return Some("it asks for a slot, and a gate is for both".to_owned());
        }
        // What speaks against a matcher for a slot does not speak against a query without one.
        match self.bind(text) {
            Err(
                err @ (QueryError::Syntax { .. }
                | QueryError::Variable { .. }
                | QueryError::NotAValue { .. }
                | QueryError::NoSelector),
            ) => Some(err.to_string()),
            _ => None,
        }
    }
}

/// The query for the share of the requests that a slot is seen to get.
///
/// * `candidate`: where the candidate is.
///
/// It is `None` too if it cannot be asked: a plan has told it.
pub(in crate::resources::rollout) fn share_query(model: &Rollout, candidate: Slot) -> Option<Query> {
    let text = model.traffic.as_ref()?.verify.query.as_ref()?;
    Slots::of(model, candidate).bind(text).ok()
}

/// The query for the error budget that is left, as it is asked.
pub(in crate::resources::rollout) fn budget_query(model: &Rollout) -> Option<String> {
    let query = model.gate.as_ref()?.budget_query.as_ref()?;
    Some(rendered(query, model, USUAL_WINDOW))
}

/// The query for the burn rate over a window of so many milliseconds, as it is asked.
pub(in crate::resources::rollout) fn burn_query(model: &Rollout, window: u64) -> Option<String> {
    let query = model.gate.as_ref()?.burn_query.as_ref()?;
    Some(rendered(query, model, window))
}

fn rendered(query: &str, model: &Rollout, window: u64) -> String {
    let window = format!("{window}ms");
    let variables = [("$window", window.as_str()), ("$namespace", &model.namespace), ("$name", &model.name)];
    let put = |text: &str| variables.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    // Two dollar signs are one, whatever follows them.
    query.split("$$").map(put).collect::<Vec<_>>().join("$")
}
