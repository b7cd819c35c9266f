//! `UpdateClusterVersion`: one minor up at a time, with no node group left behind; and back again within a week, with no node
//! group ahead.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterVersion.html>.
use std::time::Duration;

use serde_json::json;

use super::idle;
use crate::call::{Answered, Call, Refusal};
use crate::eks::nodegroup::Nodegroup;
use crate::eks::update::{self, Target};
use crate::eks::{Cluster, cluster, versions};
use crate::moment::Moment;
use crate::world::World;

pub(crate) fn update(world: &mut World, call: &Call) -> Answered {
    let (wanted, now) = (call.need("version")?.to_owned(), world.now);
    let cluster = cluster(world, call)?;
    idle(cluster)?;
    let back = versions::minor(&wanted) < versions::minor(cluster.version());
    if back {
        roll_back(cluster, &wanted, now)
    } else {
        insights(cluster, call)?;
        check(cluster, &wanted)
    }
    .map_err(|refusal| refusal.with("clusterName", call.part("name")))?;
    let release = versions::offered(&wanted, now)
        .ok_or_else(|| Refusal::invalid(format!("unsupported Kubernetes version {wanted}")))?;
    let effect = json!({ "version": wanted, "platformVersion": release.platform() });
    let params = vec![("Version", wanted), ("PlatformVersion", release.platform())];
    let span = world.timing.version_update;
    update::begin(
        world,
        &call.region,
        call.part("name"),
        (if back { ROLLBACK } else { UPDATE }, params),
        (Target::Cluster, effect),
        span,
    )
}

const UPDATE: &str = "VersionUpdate";
const ROLLBACK: &str = "VersionRollback";

/// For how long after an upgrade a cluster can go back.
const WINDOW: Duration = Duration::from_hours(7 * 24);

fn roll_back(cluster: &Cluster, wanted: &str, now: Moment) -> Result<(), Refusal> {
    let current = cluster.version();
    let refuse = |why: &str| {
        Err(Refusal::invalid(format!("Unsupported Kubernetes minor version update from {current} to {wanted}: {why}")))
    };
    if versions::minor(wanted).map(|to| to + 1) != versions::minor(current) {
        return refuse("a rollback goes back one minor version");
    }
    let brought_here = |update: &&update::Update| {
        let to = update.doc["params"].as_array().into_iter().flatten().find(|param| param["type"] == "Version");
        update.doc["type"] == UPDATE && update.target == Target::Cluster && to.is_some_and(|to| to["value"] == *current)
    };
    let upgrade = cluster.updates.iter().rfind(brought_here);
    let begun = upgrade.and_then(|update| update.doc["createdAt"].as_f64());
    if begun.is_none_or(|begun| now.seconds().as_f64().is_none_or(|now| now - begun > WINDOW.as_secs_f64())) {
        return refuse("the cluster was not upgraded within the last seven days");
    }
    let runs = |group: &Nodegroup| versions::minor(group.doc["version"].as_str().unwrap_or_default());
    if cluster.nodegroups.values().any(|group| runs(group) > versions::minor(wanted)) {
        return refuse("node groups run the newer version");
    }
    Ok(())
}

fn check(cluster: &Cluster, wanted: &str) -> Result<(), Refusal> {
    let current = cluster.version();
    let (Some(from), Some(to)) = (versions::minor(current), versions::minor(wanted)) else {
        return Err(Refusal::invalid(format!("unsupported Kubernetes version {wanted}")));
    };
    if to == from {
        return Err(Refusal::invalid(format!("Cluster is already at the desired configuration with version {wanted}")));
    }
    if to != from + 1 {
        return Err(Refusal::invalid(format!(
            "Unsupported Kubernetes minor version update from {current} to {wanted}"
        )));
    }
    let behind: Vec<&str> = cluster
        .nodegroups
        .iter()
        .filter(|(_, group)| group.doc["version"] != *current)
        .map(|(name, _)| name.as_str())
        .collect();
    if behind.is_empty() {
        return Ok(());
    }
    let names = behind.join(", ");
    Err(Refusal::request(format!(
        "Nodegroups {names} must be updated to match cluster version {current} before updating cluster version"
    )))
}

/// # Errors
/// `InvalidStateException` when an insight says that the cluster is not ready, and the call does not force it.
fn insights(cluster: &Cluster, call: &Call) -> Result<(), Refusal> {
    let blocks = cluster.insights.iter().find(|insight| insight["insightStatus"]["status"] == "ERROR");
    match blocks {
        Some(insight) if call.body["force"] != true => {
            let words =
                format!("Update is blocked by the cluster insight {}; resolve it or use force.", insight["name"]);
            Err(Refusal::of(400, "InvalidStateException", words).with("clusterName", call.part("name")))
        }
        _ => Ok(()),
    }
}
