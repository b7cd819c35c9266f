//! Which controller carries a rollout out, and what it is brought.

use std::collections::BTreeMap;

use kgas_api::kubernetes::{Kind, Object};
use kgas_engine::digest;
use kgas_engine::rollout::Revision;
use serde_json::{Value, json};

use super::part::Part;
use super::{argo, flagger};
use crate::resources::rollout::model::{Engine, Rollout};
use crate::resources::rollout::native::{Fixed, Resolved};
use crate::resources::rollout::template::{Config, ConfigKind, REVISION_LABEL, ROLLOUT_LABEL};

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

impl Wanted {
    /// The whole workload, with a template that it is brought now.
    pub(super) fn workload_with(&self, template: &Value, revision: &Revision) -> Value {
        let mut body = self.workload.clone();
        body["metadata"]["labels"][REVISION_LABEL] = json!(revision.0);
        body["spec"]["template"] = template.clone();
        body
    }
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
        let resolved = &with_own_copies(model, fixed, resolved);
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

/// The same pods, reading copies that bear the rollout's name: another rollout that reads the same has copies of its own, which stay
/// when this one goes.
fn with_own_copies(model: &Rollout, fixed: &Fixed, resolved: &Resolved) -> Resolved {
    let mut names = BTreeMap::new();
    let mut copies = Vec::new();
    for (place, object) in &resolved.copies {
        let kind = place.kind();
        let own = copy_name(place.name().as_str(), &model.name);
        let of = if kind == Kind::SECRET { ConfigKind::Secret } else { ConfigKind::ConfigMap };
        names.insert(Config { kind: of, name: place.name().as_str().to_owned() }, own.clone());
        let mut body = object.clone().into_value();
        body["metadata"]["name"] = json!(own);
        let place = fixed.names.named(kind, &own);
        copies.push((place.clone(), Object::at(&place, body)));
    }
    let mut own = resolved.clone();
    own.wanted = resolved.wanted.reading(&names);
    (own.revision, own.copies) = (own.wanted.revision(), copies);
    own
}

/// The name of a copy, with six characters of a digest of whose it is.
fn copy_name(copy: &str, rollout: &str) -> String {
    let mut digest = digest::hex(&[rollout]);
    digest.truncate(6);
    let (name, of) = copy.rsplit_once('-').unwrap_or((copy, ""));
    let room = 253 - digest.len() - of.len() - 2;
    let name = name.get(..room).unwrap_or(name).trim_end_matches(['-', '.']);
    format!("{name}-{of}-{digest}")
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

#[cfg(test)]
mod tests {
    use super::copy_name;

    #[test]
    fn each_rollout_has_copies_of_its_own() {
        let name = copy_name("settings-0a1b2c3d", "api");
        assert!(name.starts_with("settings-0a1b2c3d-"), "{name}");
        assert_ne!(copy_name("settings-0a1b2c3d", "web"), name);
        let long = format!("{}-0a1b2c3d", "x".repeat(244));
        assert_eq!(copy_name(&long, "api").len(), 253);
    }
}
