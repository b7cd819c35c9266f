//! How a new version takes the place of the old one.

use kgas_engine::rollout::size::ratio;
use kgas_engine::rollout::{Leeway, Routing, Stage};
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Problems, View};

use super::traffic::ROUTERS;
use super::{Given, count};
use crate::resources::rollout::model::{Amount, Canary, CanaryStep, Span, StableScale};
use crate::resources::rollout::wanted;

const STRATEGIES: [&str; 3] = ["rolling", "blue_green", "canary"];

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    if count(&STRATEGIES.map(|name| Given::at(config, name))).is_some_and(|strategies| strategies != 1) {
        told.push(
            Diagnostic::error("One strategy is needed")
                .detail(
                    "`rolling`, `blue_green` and `canary` each say how a new version takes the place of the old one.",
                )
                .next_step("Write exactly one of them: `canary = {}` has the usual steps."),
        );
        return Ok(());
    }
    steps(config, told)?;
    routers(config, told);
    for name in ["rolling", "canary"] {
        room(config, name, told)?;
    }
    preview(config, told)?;
    match routing(config) {
        Some(Routing::Ratio) => pods_decide(config, told),
        Some(Routing::Weighted | Routing::Switched) => {
            a_route_decides(config, told)?;
            Ok(())
        }
        None => Ok(()),
    }
}

/// What moves the traffic, if that is known.
pub(super) fn routing(config: View<'_>) -> Option<Routing> {
    let at = |path: &str| Given::at(config, path);
    let weights = ["gateway_api", "istio", "nginx", "alb"].map(|name| at(&format!("traffic.{name}")));
    let service = at("traffic.service");
    match (at("rolling"), at("blue_green")) {
        (Given::Unknown, _) | (_, Given::Unknown) => None,
        (Given::Yes, _) => Some(Routing::Ratio),
        _ if weights.iter().any(|given| given.is_yes()) => Some(Routing::Weighted),
        _ if weights.contains(&Given::Unknown) || service == Given::Unknown => None,
        _ if service.is_yes() => Some(Routing::Switched),
        (Given::No, Given::Yes) => Some(Routing::Switched),
        (Given::No, Given::No) => Some(Routing::Ratio),
    }
}

/// Weights rise to a hundred.
fn steps(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let Attr::Known(steps) = config.get::<Vec<CanaryStep>>("canary.steps")? else { return Ok(()) };
    let path = Path::from("canary.steps");
    for (index, pair) in steps.windows(2).enumerate() {
        let [before, step] = pair else { continue };
        if step.weight <= before.weight {
            told.push(
                Diagnostic::error("Weights must rise")
                    .at(path.clone().index(index + 1).attribute("weight"))
                    .detail(format!("Step {} has {} %, after {} %.", index + 2, step.weight, before.weight))
                    .next_step("Give each step more than the one before it."),
            );
        }
    }
    if let Some(last) = steps.last().filter(|last| last.weight != 100) {
        told.push(
            Diagnostic::error("The last step must have all traffic")
                .at(path.index(steps.len() - 1).attribute("weight"))
                .detail(format!("It has {} %. The last step is watched before the old version goes.", last.weight))
                .next_step("Add a step of weight 100."),
        );
    }
    Ok(())
}

/// What cannot carry out a strategy.
fn routers(config: View<'_>, told: &mut Diagnostics) {
    let at = |path: &str| Given::at(config, path);
    let mut refuse = |path: &str, detail: &str, next: &str| {
        told.push(Diagnostic::error("The router does not fit the strategy").at(path).detail(detail).next_step(next));
    };
    for path in ROUTERS.map(|name| format!("traffic.{name}")) {
        if at("rolling").is_yes() && at(&path).is_yes() {
            let detail = "`rolling` replaces pods, and traffic follows the pods: there is nothing to route.";
            refuse(&path, detail, "Remove the router, or use `canary` or `blue_green`.");
        }
    }
    if at("canary").is_yes() && at("traffic.service").is_yes() {
        let detail = "A Service sends all traffic to one slot, and none to the other: it has no weights.";
        refuse(
            "traffic.service",
            detail,
            "Use another router, or `blue_green` instead of `canary`, or no router at all.",
        );
    }
}

/// With neither more nor fewer pods than there are, none can be replaced.
fn room(config: View<'_>, strategy: &str, told: &mut Diagnostics) -> Result<(), Problems> {
    let amount = |name: &str, usual: Amount| {
        let given = config.get::<Amount>(format!("{strategy}.{name}").as_str())?;
        Ok::<_, Problems>(if given.is_null() { Attr::Known(usual) } else { given })
    };
    if !Given::at(config, strategy).is_yes() {
        return Ok(());
    }
    let (surge, unavailable) = (amount("max_surge", Amount::Percent(25))?, amount("max_unavailable", Amount::Pods(0))?);
    let none = |amount: &Amount| matches!(amount, Amount::Pods(0) | Amount::Percent(0));
    if surge.known().is_some_and(none) && unavailable.known().is_some_and(none) {
        told.push(
            Diagnostic::error("No pod can be replaced")
                .at(format!("{strategy}.max_surge").as_str())
                .detail("Neither may there be a pod more, nor may one be missing.")
                .next_step("Raise `max_surge` or `max_unavailable`."),
        );
    }
    Ok(())
}

fn preview(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let preview = config.get::<u32>("blue_green.preview_replicas")?;
    let replicas = config.get::<u32>("workload.replicas")?;
    if let (Attr::Known(preview), Attr::Known(replicas)) = (preview, replicas)
        && preview > replicas
    {
        told.push(
            Diagnostic::error("Preview is larger than the workload")
                .at("blue_green.preview_replicas")
                .detail(format!("{preview} pods would be there for no traffic, and {replicas} for all of it."))
                .next_step("Make `preview_replicas` no more than `replicas`, or leave it out."),
        );
    }
    Ok(())
}

/// Where traffic follows the pods.
fn pods_decide(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let mut refuse = |path: &str, detail: &str, next: &str| {
        told.push(Diagnostic::error("Pods decide about the traffic").at(path).detail(detail).next_step(next));
    };
    if Given::at(config, "workload.autoscaler").is_yes() {
        let detail = "Without a router the number of pods is the weight, and an autoscaler would change it.";
        refuse("workload.autoscaler", detail, "Use `replicas`, a router in `traffic`, or `blue_green`.");
    }
    if config.get::<StableScale>("canary.stable_scale")? == Attr::Known(StableScale::Full) {
        let detail = "Without a router the stable version keeps all its traffic if it keeps all its pods.";
        refuse("canary.stable_scale", detail, "Leave it out, or name a router in `traffic`.");
    }
    if config.get::<Span>("canary.keep_old_for")?.known().is_some_and(|span| !span.get().is_zero()) {
        let detail = "Without a router the old version's pods give way to the new one's: none is left to keep.";
        refuse("canary.keep_old_for", detail, "Leave it out, or name a router in `traffic`.");
    }
    if Given::at(config, "traffic.verify.settle").is_yes() {
        let detail = "Without a router a weight is in effect when its pods are available.";
        refuse("traffic.verify.settle", detail, "Leave it out, or name a router in `traffic`.");
    }
    if let (Attr::Known(canary), Attr::Known(replicas @ 1..)) =
        (config.get::<Canary>("canary")?, config.get::<u32>("workload.replicas")?)
    {
        let leeway = wanted::leeway_of(canary.max_surge, canary.max_unavailable, replicas);
        told.extend(without_effect(&wanted::canary_stages(&canary), leeway, replicas));
    }
    Ok(())
}

/// Steps of a canary without a router that change nothing, when `whole` pods carry all the traffic. The last one always
/// does: it takes the stable version's pods away.
pub(in crate::resources::rollout) fn without_effect(stages: &[Stage], leeway: Leeway, whole: u32) -> Diagnostics {
    let pods = |whole: u32| stages.iter().map(move |stage| ratio(stage.weight, whole, leeway.surge).candidate);
    let idle = |whole: u32| {
        let before = [0].into_iter().chain(pods(whole));
        let last = stages.len().saturating_sub(1);
        before
            .zip(pods(whole))
            .enumerate()
            .take(last)
            .filter(|(_, (before, now))| before == now)
            .map(|(index, _)| index)
    };
    let enough = (whole..=whole.saturating_add(100)).find(|whole| idle(*whole).next().is_none());
    let told = idle(whole).map(|index| {
        let (step, weight) = (index + 1, stages[index].weight);
        let pods = ratio(weight, whole, leeway.surge).candidate;
        let next = match enough {
            Some(enough) => format!("Leave the step out, have {enough} pods, or name a router in `traffic`."),
            None => "Leave the step out, or name a router in `traffic`.".to_owned(),
        };
        Diagnostic::error("Step has no effect")
            .at(Path::from("canary.steps").index(index))
            .detail(format!(
                "Step {step} asks for {weight} %. Without a router that is {pods} of {whole} pods, as before it."
            ))
            .next_step(next)
    });
    told.collect()
}

/// Where a route or a Service decides.
fn a_route_decides(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    for name in ["max_surge", "max_unavailable"] {
        let path = format!("canary.{name}");
        if Given::at(config, &path).is_yes() {
            told.push(
                Diagnostic::error("A route decides about the traffic")
                    .at(path.as_str())
                    .detail(format!(
                        "`{name}` is for a canary without a router: with one, each slot has the pods it needs."
                    ))
                    .next_step(format!("Leave `{name}` out.")),
            );
        }
    }
    let follows = config.get::<StableScale>("canary.stable_scale")? == Attr::Known(StableScale::Follow);
    if follows && Given::at(config, "workload.autoscaler").is_yes() {
        told.push(
            Diagnostic::error("An autoscaler decides about the pods")
                .at("canary.stable_scale")
                .detail("`follow` takes the stable version's pods away, and its autoscaler would bring them back.")
                .next_step("Leave `stable_scale` out, or use `replicas`."),
        );
    }
    Ok(())
}
