//! `data kgas_rollout_status`: how far a rollout is, and how well its deliveries go.

mod way;

use kgas_engine::rollout::delivery::delivery;
use tfplugin_rs::value::Number;
use tfplugin_rs::{Attr, Context, DataSource, Diagnostic, Diagnostics, Model, Problems, View};

use self::way::Way;
use super::checks::{is_label, is_service_name};
use super::model::Rollout;
use super::native::{Fixed, Unknown, status};
use super::{say, state, validate};
use crate::client::Client;

/// `data kgas_rollout_status`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RolloutStatus;

/// How far a rollout is, and how well its deliveries go: what it has written down in its cluster, whoever manages it.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Status {
    /// Namespace of the rollout.
    #[attr(default = "default", must("the name of a namespace", is_label))]
    pub(crate) namespace: String,
    /// Name of the rollout.
    #[attr(
        length(1, 61),
        must("lower-case letters, digits and hyphens, a letter first and no hyphen last", is_service_name)
    )]
    pub(crate) name: String,
    /// The way to the Kubernetes API. When left out, as `kubectl` finds it: `KUBECONFIG`, `~/.kube/config`, or from within the
    /// cluster.
    pub(crate) kubernetes: Option<Way>,
    /// How far it is: `idle` when all traffic goes to the stable version and nothing is under way; otherwise `installing`,
    /// `progressing`, `held`, `reverting`, `reverted` or `keeping`.
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
    /// Why the candidate is or was taken back, or stopped where it is; null where it was not.
    #[attr(computed)]
    pub(crate) cause: Attr<String>,
    /// Every change of weight with time, cause and metrics, and every attempt, as JSON.
    #[attr(computed)]
    pub(crate) evidence: Attr<String>,
    /// How well deliveries go, reckoned from the newest 50 attempts.
    #[attr(computed)]
    pub(crate) delivery: Attr<Delivery>,
}

/// The four figures of delivery, as [DORA](https://dora.dev/guides/dora-metrics/) has them, as far as a rollout can know them. They
/// follow from what is written down alone: the same record gives the same figures whenever it is read. What there is too little
/// for is null.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Delivery {
    /// Deployments: attempts after which their version was the stable one. The first version of all is none of them.
    #[attr(computed)]
    pub(crate) deployments: Attr<i64>,
    /// Deployment frequency: `(deployments - 1) / days from the first of them to the last`. Null with fewer than two.
    #[attr(computed)]
    pub(crate) per_day: Attr<Number>,
    /// Lead time: seconds from the beginning of the first attempt with a version until it was the stable one, the median of all
    /// deployments. How long a change waited before that is not known here. Null without one.
    #[attr(computed)]
    pub(crate) lead_time_seconds: Attr<Number>,
    /// Change failure rate: `failed / (failed + deployed)`, from 0 to 1. Failed are attempts that were taken back because of what was
    /// seen of them, and deployments after which the version before them was deployed again; such a return counts on neither side.
    /// Attempts that gave way to another version, or were stopped by a person, are none. Null without any.
    #[attr(computed)]
    pub(crate) change_failure_rate: Attr<Number>,
    /// Time to restore: seconds for which a version that failed had traffic, the mean of all that had any. From its first weight until
    /// it had none, from its beginning on where it was taken back before its first weight was confirmed; or from its deployment
    /// until the version before it was deployed again. Null without any.
    #[attr(computed)]
    pub(crate) mttr_seconds: Attr<Number>,
    /// When the oldest attempt began that this is reckoned from, RFC 3339.
    #[attr(computed)]
    pub(crate) since: Attr<String>,
}

impl DataSource for RolloutStatus {
    type Client = Client;
    type Model = Status;
    const TYPE: &'static str = "kgas_rollout_status";

    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        let mut told = Diagnostics::none();
        validate::connection(config, &mut told)?;
        Ok(told)
    }

    async fn read(&self, config: Status, context: Context<Client>) -> Result<(Status, Diagnostics), Diagnostics> {
        let blank = Rollout::blank(&config.namespace, &config.name);
        let mut model = blank.ok_or_else(|| Diagnostic::bug("a rollout's defaults do not read"))?;
        model.kubernetes = config.kubernetes.clone().map(Into::into);
        let fixed = Fixed::connected(&model, &context).await?.only_asking();
        let seen = match status(&fixed).await {
            Ok(Some(seen)) => seen,
            Ok(None) => return Err(missing(&config).into()),
            Err(Unknown::Call(err)) => return Err(say::failed(&err, false).into()),
            Err(Unknown::Unreadable(what)) => {
                return Err(Diagnostic::error("Not a rollout's record").at("name").detail(format!("{what}.")).into());
            }
        };
        state::computed(&mut model, &seen, false);
        let journal = seen.journal.unwrap_or_default();
        let found = Status {
            phase: model.phase,
            stable_revision: model.stable_revision,
            candidate_revision: model.candidate_revision,
            step: model.step,
            weight: model.weight,
            holder: model.holder,
            cause: journal.cause.as_ref().map(ToString::to_string).into(),
            evidence: model.evidence,
            delivery: Attr::Known(Delivery::of(delivery(&journal))),
            ..config
        };
        Ok((found, Diagnostics::none()))
    }
}

fn missing(config: &Status) -> Diagnostic {
    let (namespace, name) = (&config.namespace, &config.name);
    Diagnostic::error("No such rollout")
        .at("name")
        .detail(format!("There is no rollout {name} in namespace {namespace} of the cluster."))
        .next_step("Check the name, the namespace and the way to the cluster.")
}

impl Delivery {
    fn of(told: kgas_engine::rollout::delivery::Delivery) -> Self {
        Self {
            deployments: Attr::Known(i64::try_from(told.deployments).unwrap_or(i64::MAX)),
            per_day: told.per_day.and_then(rounded).into(),
            lead_time_seconds: told.lead_time.and_then(seconds).into(),
            change_failure_rate: told.change_failure_rate.and_then(rounded).into(),
            mttr_seconds: told.mttr.and_then(seconds).into(),
            since: told.since.map(state::time).into(),
        }
    }
}

fn seconds(milliseconds: u64) -> Option<Number> {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000).parse().ok()
}

/// More digits than these nobody compares.
fn rounded(value: f64) -> Option<Number> {
    format!("{value:.4}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_in_the_units_of_their_names() {
        let told = kgas_engine::rollout::delivery::Delivery {
            deployments: 3,
            per_day: Some(2.0 / 3.0),
            lead_time: Some(61_500),
            change_failure_rate: Some(0.25),
            mttr: None,
            since: Some(kgas_engine::Millis(1_700_000_000_000)),
        };
        let number = |text: &str| Attr::Known(text.parse::<Number>().unwrap());
        let expected = Delivery {
            deployments: Attr::Known(3),
            per_day: number("0.6667"),
            lead_time_seconds: number("61.5"),
            change_failure_rate: number("0.25"),
            mttr_seconds: Attr::Null,
            since: Attr::Known("2023-11-14T22:13:20Z".to_owned()),
        };
        assert_eq!(Delivery::of(told), expected);
    }
}
