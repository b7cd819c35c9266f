//! Whether a namespace's quotas leave room for the pods that run at once.
//!
//! Source: <https://kubernetes.io/docs/concepts/policy/resource-quotas/>.

use kgas_api::kubernetes::{Quantity, ResourceQuota};
use kgas_engine::rollout::Pair;
use serde_json::Value;
use tfplugin_rs::{Diagnostic, Diagnostics, Path};

/// What is counted.
struct Counted {
    /// Its names in quotas.
    names: &'static [&'static str],
    /// What of a container is added up: its requests, or its limits; nothing where it is the pods themselves.
    of: Option<(&'static str, &'static str)>,
}

const COUNTED: [Counted; 5] = [
    Counted { names: &["pods", "count/pods"], of: None },
    Counted { names: &["requests.cpu", "cpu"], of: Some((REQUESTS, "cpu")) },
    Counted { names: &["requests.memory", "memory"], of: Some((REQUESTS, "memory")) },
    Counted { names: &["limits.cpu"], of: Some((LIMITS, "cpu")) },
    Counted { names: &["limits.memory"], of: Some((LIMITS, "memory")) },
];

const REQUESTS: &str = "requests";
const LIMITS: &str = "limits";

/// The pods of a rollout.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pods<'a> {
    /// Those that run at once, each time that there are more.
    pub(super) crowds: &'a [Pair],
    /// Those that run now.
    pub(super) running: Pair,
    /// The template of the candidate's.
    pub(super) new: &'a Value,
    /// The template of all others.
    pub(super) old: &'a Value,
}

/// An error for every quota that is exceeded on the way.
///
/// * `path`: what decides how many pods there are.
pub(super) fn told(quotas: &[(String, ResourceQuota)], pods: Pods<'_>, path: &Path) -> Diagnostics {
    let mut told = Diagnostics::none();
    for (name, quota) in quotas.iter().filter(|(_, quota)| counts(quota)) {
        for counted in &COUNTED {
            for limit in counted.names.iter().filter_map(|name| quota.status.hard.get_key_value(*name)) {
                told.extend(short(name, quota, counted, limit, pods, path));
            }
        }
    }
    told
}

/// Whether a quota is about pods that run until they are told to end. Others ask for more than a template says.
fn counts(quota: &ResourceQuota) -> bool {
    quota.spec.scope_selector.is_none() && quota.spec.scopes.iter().all(|scope| scope == "NotTerminating")
}

fn short(
    name: &str,
    quota: &ResourceQuota,
    counted: &Counted,
    (limit, hard): (&String, &Quantity),
    pods: Pods<'_>,
    path: &Path,
) -> Option<Diagnostic> {
    let each = |template: &Value| counted.of.map_or(NANO, |(kind, resource)| asked_for(template, kind, resource));
    let (new, old) = (each(pods.new), each(pods.old));
    let of = |pair: &Pair| i128::from(pair.candidate) * new + i128::from(pair.stable) * old;
    let most = pods.crowds.iter().max_by_key(|pair| of(pair))?;
    let more = of(most) - of(&pods.running);
    let used = quota.status.used.get(limit).map_or(0, Quantity::nano);
    let left = (hard.nano() - used).max(0);
    (more > left).then(|| {
        Diagnostic::error("A quota leaves no room for the pods")
            .at(path.clone())
            .detail(format!(
                "ResourceQuota {name} allows {} of {limit}, of which {} are used. {} new and {} old pods run at once, which needs {} more \
                 than now. Nothing was changed.",
                hard.as_str(),
                quota.status.used.get(limit).map_or("0", Quantity::as_str),
                most.candidate,
                most.stable,
                shown(more, counted.of.map_or("pods", |(_, resource)| resource)),
            ))
            .next_step("Raise the quota, or have fewer pods at once: fewer replicas, `stable_scale = \"follow\"`, or a smaller `max_surge`.")
    })
}

const NANO: i128 = 1_000_000_000;

fn shown(nano: i128, what: &str) -> String {
    match what {
        "cpu" => format!("{}m", (nano + 999_999) / 1_000_000),
        "memory" => format!("{}Mi", (nano / NANO + 1_048_575) / 1_048_576),
        _ => (nano / NANO).to_string(),
    }
}

/// What a pod asks for of a resource, by requests or limits: its containers together, or the greediest of those that run before them.
/// Source: <https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers>.
fn asked_for(template: &Value, kind: &str, resource: &str) -> i128 {
    let of = |container: &Value| {
        let asked = |kind: &str| match &container["resources"][kind][resource] {
            Value::String(text) => Quantity::parse(text).ok(),
            Value::Number(number) => Quantity::parse(&number.to_string()).ok(),
            _ => None,
        };
        // What has a limit and no request asks for its limit.
        asked(kind).or_else(|| asked(LIMITS)).map_or(0, |quantity| quantity.nano())
    };
    let list = |name: &str| template["spec"][name].as_array().map(Vec::as_slice).unwrap_or_default();
    // One that is started before the others and goes on is one of them.
    let (mut beside, mut first) = (0, 0);
    for container in list("initContainers") {
        if container["restartPolicy"] == "Always" {
            beside += of(container);
            first = first.max(beside);
        } else {
            first = first.max(beside + of(container));
        }
    }
    let together = beside + list("containers").iter().map(of).sum::<i128>();
    let overhead = template["spec"]["overhead"][resource].as_str().and_then(|text| Quantity::parse(text).ok());
    together.max(first) + overhead.map_or(0, |quantity| quantity.nano())
}
