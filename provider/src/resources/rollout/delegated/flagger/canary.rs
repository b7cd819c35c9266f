//! The `Canary`.
//!
//! Source: <https://docs.flagger.app/usage/deployment-strategies>.

use std::time::Duration;

use serde_json::{Value, json};

use super::metrics;
use crate::resources::rollout::model::{Parent, Port, Rollout, millis};
use crate::resources::rollout::native::{Fixed, Resolved};
use crate::resources::rollout::template::written_port;
use crate::resources::rollout::wanted as declared;

/// How often a canary without metrics goes on: the shortest that Flagger knows.
const SHORTEST: Duration = Duration::from_secs(10);

/// Its `spec`.
pub(super) fn spec(model: &Rollout, fixed: &Fixed, resolved: &Resolved) -> Value {
    let mut spec = json!({
        "provider": provider(model),
        "targetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": model.name },
        "service": service(model, resolved),
        "analysis": analysis(model),
        "progressDeadlineSeconds": fixed.progress_deadline_seconds,
        "skipAnalysis": false,
    });
    if let Some(analysis) = &model.analysis {
        spec["metricsServer"] = json!(analysis.prometheus.url);
    }
    spec
}

fn provider(model: &Rollout) -> &'static str {
    match &model.traffic {
        Some(traffic) if traffic.gateway_api.is_some() => "gatewayapi:v1",
        Some(traffic) if traffic.istio.is_some() => "istio",
        _ => "kubernetes",
    }
}

fn service(model: &Rollout, resolved: &Resolved) -> Value {
    let mut service = json!({ "portDiscovery": false });
    if let Some(port) = resolved.ports.first() {
        port_of(&mut service, port);
    }
    let Some(traffic) = &model.traffic else { return service };
    if let Some(name) = traffic.service.as_ref().and_then(|service| service.name.as_ref()) {
        service["name"] = json!(name);
    }
    if let Some(route) = &traffic.gateway_api {
        service["gatewayRefs"] = route.parents.iter().map(parent).collect();
        if !route.hostnames.is_empty() {
            service["hosts"] = json!(route.hostnames);
        }
    }
    if let Some(istio) = &traffic.istio {
        service["hosts"] = json!(istio.hosts);
        if !istio.gateways.is_empty() {
            service["gateways"] = json!(istio.gateways);
        }
    }
    service
}

fn port_of(service: &mut Value, port: &Port) {
    let written = written_port(port);
    service["port"] = json!(port.port);
    service["targetPort"] = written["targetPort"].clone();
    if let Some(name) = &port.name {
        service["portName"] = json!(name);
    }
}

fn parent(parent: &Parent) -> Value {
    let mut written = json!({ "group": "gateway.networking.k8s.io", "kind": "Gateway", "name": parent.name });
    let optional = [("namespace", &parent.namespace), ("sectionName", &parent.section_name)];
    for (key, value) in optional.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?))) {
        written[key] = json!(value);
    }
    written
}

/// The time between two looks of Flagger, which is how long each step is watched.
pub(in crate::resources::rollout::delegated) fn interval(model: &Rollout) -> Duration {
    let asked = model.analysis.as_ref().filter(|analysis| !analysis.metrics.is_empty());
    let baked = model.canary.as_ref().and_then(|canary| canary.steps.first()).map(|step| step.bake.get());
    asked.map(|analysis| analysis.every.get()).or(baked).filter(|time| !time.is_zero()).unwrap_or(SHORTEST)
}

pub(super) fn analysis(model: &Rollout) -> Value {
    let interval = interval(model);
    let mut analysis = json!({
        "interval": declared::written(interval),
        "threshold": metrics::threshold(model),
        "metrics": metrics::referred(model, interval),
    });
    if let Some(canary) = &model.canary {
        analysis["stepWeights"] = canary.steps.iter().map(|step| json!(step.weight)).collect();
    }
    if let Some(blue_green) = &model.blue_green {
        let looks = millis(blue_green.preview_bake.get()).div_ceil(millis(interval).max(1));
        analysis["iterations"] = json!(looks.max(1));
    }
    analysis
}
