//! When a step may not begin.

use std::collections::BTreeMap;

use kgas_engine::analysis::gate::Burn;
use kgas_engine::freeze::Window;
use tfplugin_rs::value::Number;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Problems, View};

use super::{Given, analysis};
use crate::resources::rollout::model::OnBlocked;

/// A query and what its answer is held to: neither says anything without the other.
const PAIRS: [(&str, &str); 2] = [("budget_query", "min_budget"), ("burn_query", "max_burn")];

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    if !Given::at(config, "gate").is_yes() {
        return Ok(());
    }
    let burn = config.get::<BTreeMap<String, Attr<Number>>>("gate.max_burn")?;
    let freeze_times = config.get::<Vec<Attr<String>>>("gate.freeze")?;
    // None of something is the same as nothing of it.
    let none = [
        ("max_burn", burn.known().is_some_and(BTreeMap::is_empty)),
        ("freeze", freeze_times.known().is_some_and(Vec::is_empty)),
    ];
    let at = |name: &str| match Given::at(config, &format!("gate.{name}")) {
        Given::Yes if none.contains(&(name, true)) => Given::No,
        given => given,
    };
    for (query, bound) in PAIRS {
        let missing = match (at(query), at(bound)) {
            (Given::Yes, Given::No) => bound,
            (Given::No, Given::Yes) => query,
            _ => continue,
        };
        told.push(
            Diagnostic::error("Half of a gate is missing")
                .at(format!("gate.{missing}").as_str())
                .detail(format!("`{query}` is what is asked, and `{bound}` what the answer is held to."))
                .next_step("Write both or neither."),
        );
    }
    let asks = at("budget_query").is_yes() || at("burn_query").is_yes();
    if asks && Given::at(config, "analysis").is_no() {
        told.push(
            Diagnostic::error("Nobody can be asked")
                .at("analysis")
                .detail("The gate asks `analysis.prometheus`, which is not there.")
                .next_step("Write `analysis = { prometheus = { url = \"...\" } }`."),
        );
    }
    if ["budget_query", "burn_query", "min_budget", "max_burn", "freeze"].into_iter().all(|name| at(name).is_no()) {
        told.push(
            Diagnostic::error("The gate is always open")
                .at("gate")
                .detail("It asks for nothing: there are no freeze windows, and no error budget is looked at.")
                .next_step("Write `freeze`, or a query with its bound, or leave `gate` out."),
        );
    }
    if config.get::<OnBlocked>("gate.on_blocked")? == Attr::Known(OnBlocked::Fail) && at("timeout").is_yes() {
        told.push(
            Diagnostic::error("A closed gate is not waited for")
                .at("gate.timeout")
                .detail("`on_blocked = \"fail\"` fails at once, and `timeout` says how long to wait.")
                .next_step("Remove one of the two."),
        );
    }
    for (query, _) in PAIRS {
        analysis::unbound(config, &format!("gate.{query}"), told)?;
    }
    bounds(config, told)?;
    freeze(config, told)
}

fn bounds(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    if let Attr::Known(budget) = config.get::<Number>("gate.min_budget")?
        && !(0.0..=1.0).contains(&budget.to_f64())
    {
        told.push(
            Diagnostic::error("Not a fraction")
                .at("gate.min_budget")
                .detail(format!("{budget} was given; this must be from 0 to 1, such as `0.2` for a fifth.")),
        );
    }
    let path = Path::from("gate.max_burn");
    let Attr::Known(burn) = config.get::<BTreeMap<String, Attr<Number>>>(path.clone())? else { return Ok(()) };
    for (windows, rate) in &burn {
        // Of a rate that is not known yet the windows are.
        let rate = rate.known().map_or(1.0, Number::to_f64);
        if let Err(wrong) = Burn::parse(windows, rate) {
            told.push(Diagnostic::error("Not a burn rate").at(path.clone().key(windows)).detail(format!("{wrong}.")));
        }
    }
    Ok(())
}

fn freeze(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let path = Path::from("gate.freeze");
    let Attr::Known(windows) = config.get::<Vec<Attr<String>>>(path.clone())? else { return Ok(()) };
    let windows = windows.iter().enumerate().filter_map(|(index, window)| Some((index, window.known()?)));
    for (index, window) in windows {
        if let Err(wrong) = window.parse::<Window>() {
            told.push(Diagnostic::error("Not a freeze window").at(path.clone().index(index)).detail(wrong.to_string()));
        }
    }
    Ok(())
}
