//! Which controller carries a rollout out, and what it is brought.

use kgas_api::kubernetes::Kind;
use kgas_engine::rollout::Revision;
use serde_json::Value;

use super::part::Part;
use super::{argo, flagger};
use crate::resources::rollout::model::{Engine, Rollout};
use crate::resources::rollout::native::{Fixed, Resolved};
use crate::resources::rollout::template::{REVISION_LABEL, ROLLOUT_LABEL};

/// A controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::resources::rollout) enum Carrier {
    /// Argo Rollouts.
    Argo,
    /// Flagger.
    Flagger,
}

/// What it is brought.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// What the workload refers to, in the order in which it is made.
    pub(super) parts: Vec<Part>,
    /// The workload, without its template.
    pub(super) workload: Value,
    /// The template.
    pub(super) template: Value,
    /// What it is called.
    pub(super) revision: Revision,
    /// Pods that carry all the traffic.
    pub(super) replicas: u32,
}

impl Carrier {
    /// Whoever carries out what is declared; nobody but this provider where it is `native`.
    pub(in crate::resources::rollout) const fn of(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Native => None,
            Engine::ArgoRollouts => Some(Self::Argo),
            Engine::Flagger => Some(Self::Flagger),
        }
    }

    /// As people call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Argo => "Argo Rollouts",
            Self::Flagger => "Flagger",
        }
    }

    /// What says which template runs.
    pub(super) const fn workload(self) -> Kind {
        match self {
            Self::Argo => Kind::ROLLOUT,
            Self::Flagger => Kind::DEPLOYMENT,
        }
    }

    /// Every kind that is brought, in the order in which it is taken away.
    pub(super) const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Argo => &[
                Kind::ROLLOUT,
                Kind::VIRTUAL_SERVICE,
                Kind::SERVICE,
                Kind::ANALYSIS_TEMPLATE,
                Kind::CONFIG_MAP,
                Kind::SECRET,
            ],
            Self::Flagger => &[Kind::CANARY, Kind::DEPLOYMENT, Kind::METRIC_TEMPLATE, Kind::CONFIG_MAP, Kind::SECRET],
        }
    }

    /// Everything that is wanted of it.
    pub(super) fn wanted(self, model: &Rollout, fixed: &Fixed, resolved: &Resolved) -> Wanted {
        let copies =
            resolved.copies.iter().map(|(place, object)| Part::marked(place.clone(), object.clone().into_value()));
        let mut wanted = match self {
            Self::Argo => argo::wanted(model, fixed, resolved),
            Self::Flagger => flagger::wanted(model, fixed, resolved),
        };
        wanted.parts = copies.chain(wanted.parts).collect();
        wanted
    }
}

/// The template with the labels that tell whose pods they are and what they run.
pub(super) fn labelled(model: &Rollout, resolved: &Resolved) -> Value {
    let mut template = resolved.wanted.clone().into_value();
    let labels = [(ROLLOUT_LABEL, model.name.as_str()), (REVISION_LABEL, &resolved.revision.0)];
    for (name, value) in labels {
        template["metadata"]["labels"][name] = value.into();
    }
    template
}
