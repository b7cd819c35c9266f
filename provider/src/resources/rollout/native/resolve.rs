//! What the configuration names and the cluster has: the adopted Deployment, the autoscaler, and what pods read.

use std::collections::BTreeMap;

use kgas_api::kubernetes::{Kind, Object, Place, get};
use kgas_engine::rollout::Revision;
use kgas_transport::CallError;
use serde_json::Value;

use super::names::Names;
use super::wire::Wire;
use crate::resources::rollout::model::{Port, Rollout};
use crate::resources::rollout::template::{Adopted, Config, ConfigKind, Owner, PodTemplate, Wrong, ports};

/// A workload with everything it names.
#[derive(Debug, Clone)]
pub(in crate::resources::rollout) struct Resolved {
    /// The wanted pods, reading copies.
    pub(in crate::resources::rollout) wanted: PodTemplate,
    /// What they are called.
    pub(in crate::resources::rollout) revision: Revision,
    /// What the adopted Deployment runs.
    pub(super) found: Option<Found>,
    /// Copies of configuration to be made.
    pub(in crate::resources::rollout) copies: Vec<(Place, Object)>,
    /// The autoscaler to copy.
    pub(super) autoscaler: Option<Value>,
    /// Ports of the slots' Services.
    pub(in crate::resources::rollout) ports: Vec<Port>,
    /// Seconds for which a pod must be ready before it counts.
    pub(in crate::resources::rollout) min_ready_seconds: u64,
    /// Configuration is copied.
    pub(super) snapshots: bool,
}

/// A Deployment that is taken over.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its pods, reading copies.
    pub(super) template: PodTemplate,
    /// What they are called.
    pub(super) revision: Revision,
    /// Pods it has, or had before it was taken over.
    pub(super) pods: u32,
}

/// Why a workload cannot be resolved.
#[derive(Debug)]
pub(in crate::resources::rollout) enum Unresolved {
    /// A call failed.
    Call(CallError),
    /// Something that is named is not there.
    Missing {
        /// The attribute that names it.
        path: &'static str,
        /// Which object.
        what: String,
    },
    /// Something is there and cannot be used.
    Wrong {
        /// The attribute that names it.
        path: &'static str,
        /// What is wrong with it.
        wrong: Vec<Wrong>,
    },
}

impl From<CallError> for Unresolved {
    fn from(err: CallError) -> Self {
        Self::Call(err)
    }
}

impl Resolved {
    /// Pods that the adopted Deployment has, or had.
    pub(in crate::resources::rollout) fn adopted_pods(&self) -> Option<u32> {
        self.found.as_ref().map(|found| found.pods)
    }

    /// The fewest pods that the named autoscaler keeps.
    pub(in crate::resources::rollout) fn least(&self) -> Option<u32> {
        let original = self.autoscaler.as_ref()?;
        let least = original["spec"]["minReplicas"].as_u64().and_then(|least| u32::try_from(least).ok());
        Some(least.unwrap_or(1))
    }
}

/// Looks up what `model` names.
///
/// # Errors
/// [`Unresolved`]
pub(in crate::resources::rollout) async fn resolve(
    wire: &Wire,
    names: &Names,
    owner: &Owner<'_>,
    model: &Rollout,
) -> Result<Resolved, Unresolved> {
    let workload = &model.workload;
    let adopted = match &workload.adopt {
        None => None,
        Some(name) => {
            let place = names.named(Kind::DEPLOYMENT, name);
            let missing = || Unresolved::Missing { path: "workload.adopt", what: place.to_string() };
            let object = wire.call(get::request(&place)).await?.ok_or_else(missing)?;
            let had = object.annotation(super::marks::HAD).and_then(|had| had.parse().ok());
            Adopted::read(&object.into_value()).map(|adopted| (had.unwrap_or(adopted.pods), adopted))
        }
    };
    let wrong = |path| move |wrong| Unresolved::Wrong { path, wrong };
    let (wanted, found) = match (&workload.pod_template, &adopted) {
        (Some(text), _) => (PodTemplate::parse(text, &workload.image).map_err(wrong("workload.pod_template"))?, None),
        (None, Some((_, adopted))) => {
            let wanted = adopted.template(&workload.image).map_err(wrong("workload.image"))?;
            (wanted, Some(adopted.template(&BTreeMap::new()).map_err(wrong("workload.adopt"))?))
        }
        (None, None) => {
            return Err(Unresolved::Missing { path: "workload", what: "one of `adopt` and `pod_template`".to_owned() });
        }
    };
    let (mut names_of, mut copies) = (BTreeMap::new(), Vec::new());
    if workload.snapshot_configs {
        let read = wanted.configs().into_iter().chain(found.iter().flat_map(PodTemplate::configs));
        for (config, optional) in read.collect::<BTreeMap<_, _>>() {
            let kind = kind(&config);
            let place = names.named(kind, &config.name);
            match wire.call(get::request(&place)).await? {
                Some(object) => {
                    let object = object.into_value();
                    let copy = names.named(kind, &config.copy_name(&object));
                    let body = config.copy(&object, owner);
                    names_of.insert(config.clone(), config.copy_name(&object));
                    copies.push((copy.clone(), Object::at(&copy, body)));
                }
                None if optional => {}
                None => return Err(Unresolved::Missing { path: "workload", what: place.to_string() }),
            }
        }
    }
    let autoscaler = match &workload.autoscaler {
        None => None,
        Some(name) => {
            let place = names.named(Kind::HORIZONTAL_POD_AUTOSCALER, name);
            let missing = || Unresolved::Missing { path: "workload.autoscaler", what: place.to_string() };
            Some(wire.call(get::request(&place)).await?.ok_or_else(missing)?.into_value())
        }
    };
    let wanted = wanted.reading(&names_of);
    let found = found.map(|template| template.reading(&names_of));
    let min_ready = workload.min_ready.as_ref().map(|span| span.get().as_secs());
    let adopted_ready = adopted.as_ref().map(|(_, adopted)| adopted.min_ready_seconds);
    Ok(Resolved {
        revision: wanted.revision(),
        ports: ports(workload.ports.as_deref(), &wanted),
        found: found.zip(adopted).map(|(template, (pods, _))| Found { revision: template.revision(), template, pods }),
        wanted,
        copies,
        autoscaler,
        min_ready_seconds: min_ready.or(adopted_ready).unwrap_or(0),
        snapshots: workload.snapshot_configs,
    })
}

const fn kind(config: &Config) -> Kind {
    match config.kind {
        ConfigKind::ConfigMap => Kind::CONFIG_MAP,
        ConfigKind::Secret => Kind::SECRET,
    }
}
