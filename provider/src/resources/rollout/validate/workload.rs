//! What runs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use kgas_engine::rollout::{Routing, Slot};
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Problems, View};

use super::{Given, count, strategy};
use crate::resources::rollout::model::{Port, Span};
use crate::resources::rollout::template::{self, PodTemplate, Wrong};

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let at = |path: &str| Given::at(config, path);
    if count(&[at("workload.adopt"), at("workload.pod_template")]).is_some_and(|sources| sources != 1) {
        told.push(
            Diagnostic::error("One workload is needed")
                .at("workload")
                .detail("What runs is the Deployment that `adopt` names, or what `pod_template` says.")
                .next_step("Write exactly one of `adopt` and `pod_template`."),
        );
    }
    if at("workload.replicas").is_yes() && at("workload.autoscaler").is_yes() {
        told.push(
            Diagnostic::error("Pods are counted twice")
                .at("workload.autoscaler")
                .detail("Both `replicas` and `autoscaler` are there, and one of them decides how many pods there are.")
                .next_step("Remove one of the two."),
        );
    }
    names(config, told)?;
    let template = pod_template(config, told)?;
    ports(config, template.as_ref(), told)?;
    readiness(config, told)
}

/// Nothing may be called as a slot is.
fn names(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let Attr::Known(name) = config.get::<String>("name")? else { return Ok(()) };
    let slots = Slot::BOTH.map(|slot| template::slot_name(&name, slot));
    for path in [
        "workload.adopt",
        "traffic.service.name",
        "traffic.gateway_api.backend",
        "traffic.istio.backend",
        "traffic.nginx.backend",
        "traffic.alb.backend",
    ] {
        if let Attr::Known(given) = config.get::<String>(path)?
            && slots.contains(&given)
        {
            told.push(
                Diagnostic::error("The name is a slot's")
                    .at(path)
                    .detail(format!(
                        "{given:?} is the name of one of the slots that the rollout {name:?} makes for itself."
                    ))
                    .next_step("Give the rollout, or that, another name."),
            );
        }
    }
    Ok(())
}

fn pod_template(config: View<'_>, told: &mut Diagnostics) -> Result<Option<PodTemplate>, Problems> {
    let images = config.get::<BTreeMap<String, Attr<String>>>("workload.image")?;
    if let Attr::Known(images) = &images {
        for name in images.iter().filter(|(_, image)| image.known().is_some_and(String::is_empty)).map(|(name, _)| name)
        {
            let path = Path::from("workload.image").key(name);
            told.push(Diagnostic::error("No image").at(path).detail("The image of a container is empty."));
        }
    }
    let (Attr::Known(text), false) = (config.get::<String>("workload.pod_template")?, images.is_unknown()) else {
        return Ok(None);
    };
    // An image that is not known yet is one.
    let known =
        |(name, image): (String, Attr<String>)| (name, image.into_known().unwrap_or_else(|| "unknown".to_owned()));
    let images = images.into_known().unwrap_or_default().into_iter().map(known).collect();
    match PodTemplate::parse(&text, &images) {
        Ok(template) => Ok(Some(template)),
        Err(wrong) => {
            told.extend(wrong.iter().map(unfit).collect::<Diagnostics>());
            Ok(None)
        }
    }
}

/// A template that no slot can run.
fn unfit(wrong: &Wrong) -> Diagnostic {
    match &wrong.image {
        Some(name) => Diagnostic::error("No such container").at(Path::from("workload.image").key(name)),
        None => Diagnostic::error("Not a pod template").at("workload.pod_template"),
    }
    .detail(wrong.text.clone())
}

fn ports(config: View<'_>, template: Option<&PodTemplate>, told: &mut Diagnostics) -> Result<(), Problems> {
    let declared = config.get::<Vec<Port>>("workload.ports")?;
    if let Attr::Known(ports) = &declared {
        let (mut names, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for (index, port) in ports.iter().enumerate() {
            let text = match &port.name {
                None if ports.len() > 1 => "There are several ports, and one has no name.".to_owned(),
                Some(name) if !names.insert(name) => format!("Two ports are named {name:?}."),
                _ if !numbers.insert((port.port, port.protocol)) => format!("Port {} is there twice.", port.port),
                _ => continue,
            };
            let path = Path::from("workload.ports").index(index);
            told.push(Diagnostic::error("Ports cannot be told apart").at(path).detail(text));
        }
    }
    let routed = strategy::routing(config).is_some_and(|routing| routing != Routing::Ratio);
    if let (true, Attr::Null, Some(template)) = (routed, declared, template)
        && template::ports(None, template).is_empty()
    {
        told.push(
            Diagnostic::error("No port")
                .at("workload.ports")
                .detail("The slots' Services need a port, and no container of the pod template declares one.")
                .next_step("Write `ports`, or the containers' own `ports`."),
        );
    }
    Ok(())
}

/// What is declared, or stands for nothing; `None` where it is not known yet.
pub(super) fn progress_deadline(config: View<'_>) -> Result<Option<Duration>, Problems> {
    Ok(match config.get::<Span>("workload.progress_deadline")? {
        Attr::Known(span) => Some(span.get()),
        Attr::Null => Some(Duration::from_mins(5)),
        Attr::Unknown => None,
    })
}

/// Kubernetes refuses a Deployment whose pods cannot be ready in time.
fn readiness(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let min_ready = config.get::<Span>("workload.min_ready")?.into_known().map(|span| span.get());
    if let (Some(min_ready), Some(deadline)) = (min_ready, progress_deadline(config)?)
        // Kubernetes counts both in seconds.
        && min_ready.as_secs() >= deadline.as_secs()
    {
        told.push(
            Diagnostic::error("Pods cannot be ready in time")
                .at("workload.min_ready")
                .detail("A pod must be ready for `min_ready` before it counts, and has failed at `progress_deadline`.")
                .next_step("Make `progress_deadline` longer than `min_ready`, with room for pods to start."),
        );
    }
    Ok(())
}
