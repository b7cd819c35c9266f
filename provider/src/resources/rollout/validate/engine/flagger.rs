//! What Flagger cannot do.

use std::collections::BTreeMap;
use std::time::Duration;

use kgas_engine::rollout::Routing;
use tfplugin_rs::{Attr, Path, Problems};

use super::Refusals;
use crate::resources::rollout::model::{Approval, CanaryStep, Metric, NoAnswer, Port, Protocol, StableScale};
use crate::resources::rollout::template::{PodTemplate, ports};
use crate::resources::rollout::validate::strategy;
use crate::resources::rollout::validate::workload::progress_deadline;
use crate::resources::rollout::wanted::written;

/// It looks no more often.
const SHORTEST: Duration = Duration::from_secs(10);

pub(super) fn check(refusals: &mut Refusals<'_>) -> Result<(), Problems> {
    let config = refusals.config;
    refusals.given(
        "rolling",
        "runs a new version beside the old one, and replaces no pods a few at a time.",
        "Use `canary` with a router, or `blue_green`.",
    );
    if refusals.has("canary") && strategy::routing(config) == Some(Routing::Ratio) {
        let detail = "moves traffic by a router only: without one it knows no weights.";
        refusals.refuse("traffic", detail, "Name `gateway_api` or `istio`, or use `blue_green`.");
    }
    if refusals.has("blue_green") {
        for route in ["traffic.gateway_api", "traffic.istio"] {
            let detail = "promotes a `blue_green` version behind one Service here.";
            refusals.given(route, detail, "Leave the router out, or use `canary` with one step of weight 100.");
        }
    }
    if config.get::<StableScale>("canary.stable_scale")? == Attr::Known(StableScale::Follow) {
        refusals.refuse("canary.stable_scale", "keeps all pods of the stable version.", "Leave it out.");
    }
    for path in ["canary.keep_old_for", "blue_green.keep_old_for", "blue_green.bake"] {
        if refusals.time(path)?.is_some_and(|time| !time.is_zero()) {
            let detail =
                "gives the new version the old one's place at the end, and watches and keeps nothing after that.";
            refusals.refuse(path, detail, "Leave it out, or write `engine = \"native\"`.");
        }
    }
    refusals.given("blue_green.preview_replicas", "previews with as many pods as are stable.", "Leave it out.");
    if config.get::<Approval>("blue_green.approval")? == Attr::Known(Approval::Required) {
        approval(refusals, "blue_green.approval".into());
    }
    names(refusals)?;
    pods(refusals)?;
    refusals.given("analysis.prometheus.timeout", "gives each answer five seconds.", "Leave it out.");
    time(refusals)?;
    metrics(refusals)
}

fn approval(refusals: &mut Refusals<'_>, path: Path) {
    let detail = "asks a person only by a webhook of theirs.";
    refusals.refuse(path, detail, "Leave it out, or write `engine = \"argo_rollouts\"` or `engine = \"native\"`.");
}

/// Longest name that is a label's value once `-primary` is behind it.
const LONGEST: usize = 55;

/// What Flagger makes is called after its Canary.
fn names(refusals: &mut Refusals<'_>) -> Result<(), Problems> {
    for path in ["name", "traffic.service.name"] {
        if let Attr::Known(given) = refusals.config.get::<String>(path)?
            && given.len() > LONGEST
        {
            let detail = format!(
                "makes objects with `-primary` behind this name, of which {} characters are too many.",
                given.len()
            );
            refusals.refuse(path, detail, format!("Write a name of {LONGEST} characters at most."));
        }
    }
    let Attr::Known(name) = refusals.config.get::<String>("name")? else { return Ok(()) };
    for path in ["traffic.gateway_api.route", "traffic.istio.virtual_service"] {
        if let Attr::Known(given) = refusals.config.get::<String>(path)?
            && given != name
        {
            refusals.refuse(path, format!("calls the route as its Canary: {name}."), "Leave it out.");
        }
    }
    Ok(())
}

/// One port, and a label to tell the two Deployments apart.
fn pods(refusals: &mut Refusals<'_>) -> Result<(), Problems> {
    let config = refusals.config;
    let images = config.get::<BTreeMap<String, Attr<String>>>("workload.image")?.into_known().unwrap_or_default();
    // An image that is not known yet is one.
    let known = |image: Attr<String>| image.into_known().unwrap_or_else(|| "unknown".to_owned());
    let images = images.into_iter().map(|(name, image)| (name, known(image))).collect();
    let template = config.get::<String>("workload.pod_template")?.into_known();
    let template = template.and_then(|text| PodTemplate::parse(&text, &images).ok());
    let declared = config.get::<Vec<Port>>("workload.ports")?;
    let all = match (&declared, &template) {
        (Attr::Known(declared), _) => Some(declared.clone()),
        (Attr::Null, Some(template)) => Some(ports(None, template)),
        _ => None,
    };
    if all.as_ref().is_some_and(|all| all.len() != 1) {
        refusals.refuse("workload.ports", "gives its Services one port.", "Write `ports` with one entry.");
    }
    for (index, _) in all.iter().flatten().enumerate().filter(|(_, port)| port.protocol != Protocol::Tcp) {
        let path = match &declared {
            Attr::Known(_) => Path::from("workload.ports").index(index).attribute("protocol"),
            _ => "workload.ports".into(),
        };
        refusals.refuse(path, "makes its Services for TCP.", "Write a port of TCP, or `engine = \"native\"`.");
    }
    let (Attr::Known(name), Some(template)) = (config.get::<String>("name")?, template) else { return Ok(()) };
    if let Some(label) = template.labels()["app"].as_str().filter(|label| *label != name) {
        let detail = format!(
            "tells its two Deployments apart by the label `app` of their pods, which has to be {name:?} and is {label:?}."
        );
        refusals.refuse("workload.pod_template", detail, "Leave the label out, or name the rollout like it.");
    }
    Ok(())
}

/// It looks once a step, at its end.
fn time(refusals: &mut Refusals<'_>) -> Result<(), Problems> {
    let config = refusals.config;
    let asks = refusals.has("analysis.metrics");
    let every = refusals.every()?.filter(|_| asks);
    if every.is_some_and(|every| every < SHORTEST) {
        let detail = "looks every 10 s at most.";
        refusals.refuse("analysis.every", detail, "Write `every = \"10s\"` or more, or `engine = \"native\"`.");
        return Ok(());
    }
    let deadline = progress_deadline(config)?;
    let baked = config.get::<Vec<CanaryStep>>("canary.steps")?.into_known();
    let baked = baked.as_ref().and_then(|steps| steps.first()).map(|step| step.bake.get());
    if let (Some(look), Some(deadline)) = (if asks { every } else { baked }, deadline)
        && look >= deadline
    {
        let detail = format!(
            "looks every {}, and within `workload.progress_deadline`, which is {}, has to have taken a version up.",
            written(look),
            written(deadline)
        );
        let next = "Write a longer `progress_deadline`, or look more often.";
        refusals.refuse(if asks { "analysis.every" } else { "canary.steps" }, detail, next);
    }
    if let Attr::Known(steps) = config.get::<Vec<CanaryStep>>("canary.steps")? {
        let path = |index: usize| Path::from("canary.steps").index(index);
        for (index, _) in steps.iter().enumerate().filter(|(_, step)| step.approval == Approval::Required) {
            approval(refusals, path(index).attribute("approval"));
        }
        let first = steps.first().map(|step| step.bake.get());
        let wanted = every.or(first).unwrap_or(SHORTEST).max(SHORTEST);
        for (index, step) in steps.iter().enumerate().filter(|(_, step)| step.bake.get() != wanted) {
            let detail = format!(
                "looks once a step and goes on to the next: every step is watched for the same time, 10 s at least, which is how \
                 often metrics are asked for. This one bakes {}.",
                written(step.bake.get())
            );
            let next =
                format!("Write `bake = \"{}\"` in every step, and the same as `analysis.every`.", written(wanted));
            refusals.refuse(path(index).attribute("bake"), detail, next);
        }
    } else if refusals.has("canary")
        && refusals.lacks("canary.steps")
        && every.is_some_and(|every| every != Duration::from_mins(1))
    {
        let detail = "looks once a step, and the usual steps are watched for a minute each.";
        refusals.refuse("analysis.every", detail, "Write `every = \"1m\"`, or `steps` that bake as long.");
    }
    if let (Some(bake), Some(every)) = (refusals.time("blue_green.preview_bake")?, every.or(Some(SHORTEST)))
        && bake.as_millis() % every.as_millis() != 0
    {
        let next = format!("Write a multiple of {}.", written(every));
        refusals.refuse("blue_green.preview_bake", "watches for so many looks.", next);
    }
    Ok(())
}

/// One counter for all that goes wrong.
fn metrics(refusals: &mut Refusals<'_>) -> Result<(), Problems> {
    let all = refusals.metrics()?;
    let every = refusals.every()?;
    for name in ["request-success-rate", "request-duration"] {
        let path = Path::from("analysis.metrics").key(name);
        if all.iter().any(|(of, _)| *of == path) {
            refusals.refuse(
                path,
                "asks a query of its own where a metric is named like this.",
                "Give it another name.",
            );
        }
    }
    let most = all.iter().map(|(_, metric)| metric.failures).max();
    for (path, Metric { failures, no_data, on_error, .. }) in &all {
        if Some(*failures) != most {
            let detail = "counts the failures of all metrics together.";
            let next = format!("Write `failures = {}` in each.", most.unwrap_or(1));
            refusals.refuse(path.clone().attribute("failures"), detail, next);
        }
        if *no_data != NoAnswer::Fail {
            let detail = "takes an answer without a value for a failure.";
            refusals.refuse(path.clone().attribute("no_data"), detail, "Write `no_data = \"fail\"`.");
        }
        let Some(every) = every else { continue };
        let tolerated = every.saturating_mul(*failures);
        if on_error.then != NoAnswer::Fail || on_error.tolerate.get() != tolerated {
            let detail = "takes an error for a failure, and gives up after as many of them.";
            let next = format!("Write `on_error = {{ tolerate = \"{}\", then = \"fail\" }}`.", written(tolerated));
            refusals.refuse(path.clone().attribute("on_error"), detail, next);
        }
    }
    Ok(())
}
