//! What Argo Rollouts cannot do.

use std::time::Duration;

use tfplugin_rs::{Attr, Problems};

use super::Refusals;
use crate::resources::rollout::model::{Approval, Metric, NoAnswer, StableScale, millis};

/// How often it asks again where it got no answer.
const RETRY: Duration = Duration::from_secs(10);

pub(super) fn check(refusals: &mut Refusals<'_>) -> Result<(), Problems> {
    let config = refusals.config;
    refusals.given(
        "traffic.gateway_api",
        "routes by the Gateway API only with a plug-in that its installation has to name.",
        "Write `istio`, leave the router out, or write `engine = \"flagger\"` or `engine = \"native\"`.",
    );
    if refusals.has("blue_green") {
        refusals.given(
            "traffic.istio",
            "switches a Service for `blue_green`, and no route.",
            "Leave it out, or use `canary` with one step of weight 100.",
        );
    }
    if config.get::<StableScale>("canary.stable_scale")? == Attr::Known(StableScale::Follow) {
        refusals.given(
            "canary.keep_old_for",
            "has taken all of the old version's pods away by then, with `stable_scale = \"follow\"`.",
            "Leave one of the two out.",
        );
    }
    if refusals.has("rolling") {
        if refusals.time("rolling.bake")?.is_some_and(|bake| !bake.is_zero()) {
            let detail = "is done when the last pod is there, where there are no steps.";
            refusals.refuse("rolling.bake", detail, "Leave it out, or use `canary` with a last step that bakes.");
        }
        refusals.given(
            "analysis.metrics",
            "has no steps to watch in `rolling`.",
            "Leave `analysis` out, or use `canary`.",
        );
    }
    blue_green(refusals)?;
    for (path, Metric { no_data, on_error, .. }) in refusals.metrics()? {
        if no_data == NoAnswer::Hold {
            let detail = "goes on to the next weight when a step's time is over, also where its analysis says nothing.";
            let next = "Write `no_data = \"fail\"` or `\"pass\"`, or `engine = \"native\"`.";
            refusals.refuse(path.clone().attribute("no_data"), detail, next);
        }
        let at = path.attribute("on_error");
        if on_error.then == NoAnswer::Hold {
            let detail = "cannot stand still while Prometheus is away, as `then = \"hold\"` says.";
            let next = "Write `on_error = { tolerate = \"2m\", then = \"fail\" }`, or `then = \"pass\"`.";
            refusals.refuse(at.attribute("then"), detail, next);
        } else if on_error.then == NoAnswer::Fail && !millis(on_error.tolerate.get()).is_multiple_of(millis(RETRY)) {
            let detail = "asks again every 10 s where it got no answer, and counts how often.";
            refusals.refuse(at.attribute("tolerate"), detail, "Write a multiple of 10 s, such as `\"2m\"`.");
        }
    }
    Ok(())
}

fn blue_green(refusals: &mut Refusals<'_>) -> Result<(), Problems> {
    let required = refusals.config.get::<Approval>("blue_green.approval")? == Attr::Known(Approval::Required);
    if required && refusals.time("blue_green.preview_bake")?.is_some_and(|bake| !bake.is_zero()) {
        let detail = "waits before the switch either for a person or for a time.";
        refusals.refuse("blue_green.preview_bake", detail, "Leave `preview_bake` or `approval` out.");
    }
    let bakes = refusals.time("blue_green.bake")?.is_some_and(|bake| !bake.is_zero());
    if bakes && refusals.lacks("analysis") {
        let detail = "watches after the switch only by metrics.";
        refusals.refuse("blue_green.bake", detail, "Write `analysis`, or leave `bake` out.");
    }
    if refusals.has("blue_green") && refusals.has("analysis.metrics") && !bakes {
        let detail = "asks for metrics once the new version has the traffic, for as long as `bake` says.";
        refusals.refuse("blue_green.bake", detail, "Write how long: `bake = \"5m\"`.");
    }
    Ok(())
}
