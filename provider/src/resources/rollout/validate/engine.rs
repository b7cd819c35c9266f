//! What the engines of others cannot do as it is declared: each refusal has the engine's reason, and what to write instead.

mod argo;
mod flagger;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use kgas_engine::rollout::Slot;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, GoDuration, Keyword, Path, Problems, View};

use super::Given;
use crate::resources::rollout::model::{CanaryStep, Engine, Metric, OnFailure, Ownership, Resume, Runner};
use crate::resources::rollout::wanted::Slots;

/// Checks a configuration for an engine of others; for this provider's own there is nothing to check.
pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let Attr::Known(engine) = config.get::<Engine>("engine")? else { return Ok(()) };
    let (name, of) = match engine {
        Engine::Native => return Ok(()),
        Engine::ArgoRollouts => ("Argo Rollouts", argo::check as fn(&mut Refusals<'_>) -> Result<(), Problems>),
        Engine::Flagger => ("Flagger", flagger::check as fn(&mut Refusals<'_>) -> Result<(), Problems>),
    };
    let mut refusals = Refusals { config, name, told };
    common(&mut refusals)?;
    of(&mut refusals)
}

/// A configuration, and what is told against it.
struct Refusals<'a> {
    config: View<'a>,
    name: &'static str,
    told: &'a mut Diagnostics,
}

impl Refusals<'_> {
    /// `detail` begins with the engine's name.
    fn refuse(&mut self, path: impl Into<Path>, detail: impl AsRef<str>, next: impl AsRef<str>) {
        let detail = format!("{} {}", self.name, detail.as_ref());
        self.told.push(Diagnostic::error("The engine cannot do this").at(path.into()).detail(detail).next_step(next));
    }

    /// Refuses what is there at all.
    fn given(&mut self, path: &str, detail: &str, next: &str) {
        if Given::at(self.config, path).is_yes() {
            self.refuse(path, detail, next);
        }
    }

    fn has(&self, path: &str) -> bool {
        Given::at(self.config, path).is_yes()
    }

    fn lacks(&self, path: &str) -> bool {
        Given::at(self.config, path).is_no()
    }

    /// A length of time, if it is known.
    fn time(&self, path: &str) -> Result<Option<Duration>, Problems> {
        use crate::resources::rollout::model::Span;
        Ok(self.config.get::<Span>(path)?.into_known().map(|span| span.get()))
    }

    fn every(&self) -> Result<Option<Duration>, Problems> {
        Ok(match self.config.get::<GoDuration>("analysis.every")? {
            Attr::Known(every) => Some(every.get()),
            Attr::Null => Some(Duration::from_secs(5)),
            Attr::Unknown => None,
        })
    }

    /// The metrics that are known, each with its path.
    fn metrics(&self) -> Result<Vec<(Path, Metric)>, Problems> {
        let metrics = self.config.get::<BTreeMap<String, Attr<Metric>>>("analysis.metrics")?;
        let all = metrics.into_known().unwrap_or_default().into_iter();
        let known = |(name, metric): (String, Attr<Metric>)| {
            Some((Path::from("analysis.metrics").key(&name), metric.into_known()?))
        };
        Ok(all.filter_map(known).collect())
    }
}

/// What neither of them can do.
fn common(refusals: &mut Refusals<'_>) -> Result<(), Problems> {
    refusals.given(
        "workload.adopt",
        "runs what it is brought, and a Deployment that exists would lose its pods without steps.",
        "Write its pods as `pod_template`, and take the old Deployment away when the traffic has moved.",
    );
    refusals.given(
        "workload.autoscaler",
        "is scaled through objects of its own, which an autoscaler that exists does not name.",
        "Write `replicas`, or `engine = \"native\"`.",
    );
    refusals.given(
        "gate",
        "asks before its steps only by webhooks or analyses of its own.",
        "Leave `gate` out, ask for the budget as a metric with `min`, or write `engine = \"native\"`.",
    );
    refusals.given("lock_wait", "is the only one that moves traffic: there is no lock to wait for.", "Leave it out.");
    refusals.given(
        "traffic.verify",
        "writes weights and does not look whether they are in effect.",
        "Leave it out, or write `engine = \"native\"`.",
    );
    refusals.given(
        "traffic.header",
        "is brought its routes by this provider without rules for headers.",
        "Leave it out, or write `engine = \"native\"`.",
    );
    for router in ["traffic.nginx", "traffic.alb"] {
        refusals.given(
            router,
            "is brought no Ingress by this provider.",
            "Name a router that it is brought, or write `engine = \"native\"`.",
        );
    }
    refusals.given("dead_man", "runs in the cluster, and outlives the apply by itself.", "Leave it out.");
    refusals.given(
        "in_cluster",
        "runs in the cluster already, and needs no program of this provider there.",
        "Leave it out.",
    );
    let config = refusals.config;
    if config.get::<Runner>("runner")? == Attr::Known(Runner::Job) {
        refusals.refuse("runner", "runs in the cluster, and outlives the apply by itself.", "Leave it out.");
    }
    if let Attr::Known(resume @ (Resume::Rollback | Resume::Manual)) = config.get::<Resume>("resume")? {
        let detail =
            format!("goes on by itself, whether an apply looks on or not: `{}` comes too late.", resume.word());
        refusals.refuse("resume", detail, "Leave it out.");
    }
    if config.get::<OnFailure>("on_failure")? == Attr::Known(OnFailure::Hold) {
        let detail = "takes a version that failed back by itself.";
        refusals.refuse("on_failure", detail, "Leave it out, or write `engine = \"native\"`.");
    }
    for route in ["traffic.gateway_api", "traffic.istio"] {
        let path = format!("{route}.ownership");
        if config.get::<Ownership>(path.as_str())? == Attr::Known(Ownership::Shared) {
            let detail = "needs its own Services in the route before it begins, and all of the route to itself.";
            refusals.refuse(path.as_str(), detail, "Write `ownership = \"owned\"`, or `engine = \"native\"`.");
        }
    }
    refusals.given(
        "analysis.prometheus.bearer_token_wo",
        "asks Prometheus itself, and the token would be readable in the cluster.",
        "Let the controller reach a Prometheus that asks for no token, or write `engine = \"native\"`.",
    );
    refusals.given(
        "analysis.prometheus.ca_certificate",
        "asks Prometheus itself, with the certificates of its own system.",
        "Install the certificate where the controller runs, or write `engine = \"native\"`.",
    );
    if let Attr::Known(steps) = config.get::<Vec<CanaryStep>>("canary.steps")? {
        for (index, _) in steps.iter().enumerate().filter(|(_, step)| step.min_requests > 0) {
            let path = Path::from("canary.steps").index(index).attribute("min_requests");
            refusals.refuse(path, "counts no requests.", "Leave it out, or write `engine = \"native\"`.");
        }
    }
    for (path, metric) in refusals.metrics()? {
        of_metric(refusals, &path, &metric)?;
    }
    Ok(())
}

fn of_metric(refusals: &mut Refusals<'_>, path: &Path, metric: &Metric) -> Result<(), Problems> {
    let at = |name: &'static str| path.clone().attribute(name);
    if metric.compare.is_some() {
        let next =
            "Write the comparison into `query`, with `$baseline` for the stable version, and its bound as `max`.";
        refusals.refuse(at("compare"), "holds a metric to bounds, and compares no two versions.", next);
    }
    if metric.requests_query.is_some() || metric.min_requests > 0 {
        let name = if metric.requests_query.is_some() { "requests_query" } else { "min_requests" };
        refusals.refuse(at(name), "counts no requests.", "Leave it out, or write `engine = \"native\"`.");
    }
    if !metric.critical {
        let detail = "gives a version up by any metric that fails: none weighs less than another.";
        refusals.refuse(at("critical"), detail, "Leave it out, or leave the metric out.");
    }
    if metric.failures > 1 {
        refusals.told.push(
            Diagnostic::warning("Failures are counted together")
                .at(at("failures"))
                .detail(format!(
                    "{} gives the version up after {} failures over the whole rollout, in a row or not.",
                    refusals.name, metric.failures
                ))
                .next_step(
                    "Allow more of them, or write `engine = \"native\"`, which counts those in a row within a step.",
                ),
        );
    }
    let text = |path: &str| Ok::<_, Problems>(refusals.config.get::<String>(path)?.into_known().unwrap_or_default());
    let (namespace, name) = (text("namespace")?, text("name")?);
    let slots = Slots { label: "slot", namespace: &namespace, name: &name, candidate: Slot::B };
    if slots.bind(&metric.query).is_ok_and(|query| query.uses_window()) {
        let detail = "asks the same query in every step, so that `$window` has no value.";
        refusals.refuse(at("query"), detail, "Write a range such as `[1m]` in its place.");
    }
    Ok(())
}
