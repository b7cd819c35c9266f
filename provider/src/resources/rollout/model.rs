//! `kgas_rollout` in HCL.

mod amount;
mod analysis;
mod gate;
mod in_cluster;
mod ingress;
mod span;
mod strategy;
mod traffic;
mod workload;

use tfplugin_rs::field::Attr;
use tfplugin_rs::{Keyword, Model, Timeouts};

pub(crate) use amount::Amount;
pub(crate) use analysis::{Analysis, Compare, Direction, Measure, Metric, NoAnswer, OnError, Prometheus, Test};
pub(crate) use gate::{Gate, OnBlocked};
pub(crate) use in_cluster::{DeadMan, InCluster};
pub(crate) use ingress::{Alb, Nginx};
pub(crate) use span::Span;
pub(crate) use span::millis;
pub(crate) use strategy::{Approval, BlueGreen, Canary, CanaryStep, Rolling, StableScale};
pub(crate) use traffic::{GatewayApi, Ownership, Parent, Traffic, VerifyBy};
pub(crate) use workload::{Port, Protocol, Workload};

use super::checks::{is_label, is_service_name};
use super::connection::Connection;

/// A new version of a workload beside the one that runs: it gets more and more of the traffic during the apply, and is taken
/// back in one write when a metric speaks against it.
///
/// Two slots, each a Deployment and a Service with `-a` and `-b` behind the name, are never renamed: what moves is their share
/// of the traffic. An apply that is interrupted or killed is gone on with by the next one, because what is under way is written
/// down in the cluster. After a rollback the state keeps the version that runs, so that the next plan shows the change again.
///
/// Exactly one of `rolling`, `blue_green` and `canary` says how.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Rollout {
    /// Namespace of the workload.
    #[attr(default = "default", replace, must("the name of a namespace", is_label))]
    pub(crate) namespace: String,
    /// Name of the rollout: the slots are `NAME-a` and `NAME-b`.
    #[attr(
        replace,
        length(1, 61),
        must("lower-case letters, digits and hyphens, a letter first and no hyphen last", is_service_name)
    )]
    pub(crate) name: String,
    /// Who carries it out.
    #[attr(default = "native")]
    pub(crate) engine: Engine,
    /// Where it is carried out from.
    #[attr(default = "local")]
    pub(crate) runner: Runner,
    /// The way to the Kubernetes API. When left out, as `kubectl` finds it: `KUBECONFIG`, `~/.kube/config`, or from within the
    /// cluster.
    pub(crate) kubernetes: Option<Connection>,
    /// What runs.
    pub(crate) workload: Workload,
    /// A few pods at a time, as a Deployment does it.
    pub(crate) rolling: Option<Rolling>,
    /// All of the new version beside the old one, then all the traffic at once.
    pub(crate) blue_green: Option<BlueGreen>,
    /// More and more of the traffic, step by step.
    pub(crate) canary: Option<Canary>,
    /// What sends traffic to the slots. When left out, a canary's share is that of its pods, and blue-green switches a Service.
    pub(crate) traffic: Option<Traffic>,
    /// What is measured, and what is good enough.
    pub(crate) analysis: Option<Analysis>,
    /// When a step may not begin.
    pub(crate) gate: Option<Gate>,
    /// What happens to a candidate that fails.
    #[attr(default = "rollback")]
    pub(crate) on_failure: OnFailure,
    /// What happens to a candidate when the apply is interrupted with ^C.
    #[attr(default = "rollback")]
    pub(crate) on_interrupt: OnInterrupt,
    /// What an apply does with a candidate that another one left on its way.
    #[attr(default = "auto")]
    pub(crate) resume: Resume,
    /// What takes a candidate back when the apply that brings it dies: a machine that is gone, a CI job that was killed. A Job in
    /// the cluster, `kgas-rollout-NAME-dead-man`, watches the rollout's lock. When that was held and not renewed for `after`, the
    /// Job takes it, gives the stable version all the traffic, and writes `dead_man` into the journal. The next apply cleans up and
    /// begins anew, as after ^C: that an apply died says nothing against the version. With `resume = "rollback"` it fails with
    /// what happened first. The candidate gets no traffic before the Job has looked once; when the Job cannot run, the candidate is
    /// taken back with the reason. Without it, and with `runner = "local"`, a candidate keeps its traffic until the next apply.
    pub(crate) dead_man: Option<DeadMan>,
    /// Where this provider's own program runs in the cluster, for `dead_man` and `runner = "job"`: in Jobs in the rollout's namespace,
    /// which end with the apply or soon after it. The identity of the connection needs `get`, `create`, `patch` and `delete` of
    /// Jobs, `list` of pods and, unless there is a `service_account`, the same of service accounts, roles and their bindings;
    /// Kubernetes lets it give away only what it has itself.
    pub(crate) in_cluster: Option<InCluster>,
    /// How long an apply waits for another one that is at work on the same rollout: `"5m"`, `"0s"` for not at all.
    #[attr(default = "5m")]
    pub(crate) lock_wait: Span,
    /// How long an apply may take. Defaults: 60 minutes to create, 30 to delete; 2 hours to update, or twice what the steps take
    /// where that is more.
    pub(crate) timeouts: Option<Timeouts>,

    /// `NAMESPACE/NAME`: also what `terraform import` takes.
    #[attr(computed, keep)]
    pub(crate) id: Attr<String>,
    /// How far it is: `idle` when all traffic goes to the stable version and nothing is under way; otherwise `installing`,
    /// `progressing`, `held`, `reverting`, `reverted` or `keeping`, and the next apply has something to do.
    #[attr(computed)]
    pub(crate) phase: Attr<String>,
    /// The version that the traffic goes to, by a digest of its pod template and the configuration it reads.
    #[attr(computed)]
    pub(crate) stable_revision: Attr<String>,
    /// The version that is on its way or was taken back, if there is one.
    #[attr(computed)]
    pub(crate) candidate_revision: Attr<String>,
    /// The step under way, from 1; 0 when none is.
    #[attr(computed)]
    pub(crate) step: Attr<i64>,
    /// Percent of the traffic that the candidate gets.
    #[attr(computed)]
    pub(crate) weight: Attr<i64>,
    /// The run that is at work on it, if one is.
    #[attr(computed)]
    pub(crate) holder: Attr<String>,
    /// Every change of weight with time, cause and metrics, as JSON.
    #[attr(computed)]
    pub(crate) evidence: Attr<String>,
    /// When the last attempt began, RFC 3339.
    #[attr(computed)]
    pub(crate) started_at: Attr<String>,
    /// How long the steps take at least, beside the time that pods take to start: `"17m20s"`.
    #[attr(computed)]
    pub(crate) predicted_duration: Attr<String>,
}

/// Who carries a rollout out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Engine {
    /// This provider, during the apply. Nothing has to be installed in the cluster.
    Native,
    /// Argo Rollouts, which runs in the cluster: this provider brings a `Rollout` and looks on. In queries `$slot` is `a` for the stable
    /// version and `b` for the new one, as the label `kgas.dev/slot` of the pods has it, and what it cannot do is refused by a plan.
    ArgoRollouts,
    /// Flagger, which runs in the cluster: this provider brings a Deployment and a `Canary`, and looks on. In queries `$slot` is the
    /// rollout's name for the new version and `NAME-primary` for the stable one, as the label `app` of the pods has it, and what it
    /// cannot do is refused by a plan.
    Flagger,
}

/// Where a rollout is carried out from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Runner {
    /// From the process that Terraform started.
    Local,
    /// From a Job in the cluster, which outlives that process: the apply only watches it. Whatever ends the apply but ^C changes
    /// nothing for the Job, and the next apply watches it again; an apply of something else asks it to stop first. Metrics are asked
    /// from there: `analysis.prometheus.url` has to be reachable from the cluster.
    Job,
}

/// What happens to a candidate that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum OnFailure {
    /// Its traffic goes back to the stable version in one write, and then its pods go.
    Rollback,
    /// It stays at its weight. The apply fails, and the next one tries again.
    Hold,
}

/// What happens to a candidate when the apply is interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum OnInterrupt {
    /// Its traffic goes back to the stable version. The next apply cleans up.
    Rollback,
    /// It stays at its weight. The next apply does what `resume` says.
    Hold,
}

/// What an apply does with a candidate that another one left on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Resume {
    /// Goes on with its step, which is watched anew, if it is still what is wanted; takes it back otherwise.
    Auto,
    /// Takes it back.
    Rollback,
    /// Nothing: it fails, and a person decides.
    Manual,
}
