//! One `terraform apply` in one provider process.

use std::time::Duration;

use serde_json::Value;
use terraform_provider_kgas::Kgas;
use tfplugin_rs::Diagnostics;
use tfplugin_rs::testing::{Action, Core, Planned, Stored};

use super::stories::{KEY, SECRET, provider};
use crate::cloud::Cloud;

/// The cluster's address.
pub(crate) const ADDRESS: &str = "kgas_cluster.story";

/// How an apply ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Done(Box<Planned>),
    Told(Diagnostics),
    Killed,
}

/// A Terraform with a provider of its own, as long as the process lives.
pub(crate) async fn core(cloud: &Cloud, state: Option<&Stored>) -> Core {
    core_with(ADDRESS, cloud, state).await
}

async fn core_with(address: &str, cloud: &Cloud, state: Option<&Stored>) -> Core {
    let mut core = Core::new(Kgas::over(cloud.http(), cloud.clock()), &provider()).await.unwrap();
    if let Some(stored) = state {
        core.store(address, stored.clone());
    }
    let stopper = core.stopper();
    cloud.starts(move || stopper.stop());
    core
}

/// Applies `wanted`, null being no cluster; a killed apply leaves the state as it was.
pub(crate) async fn apply(cloud: &Cloud, state: &mut Option<Stored>, wanted: &Value) -> Ended {
    apply_at(ADDRESS, cloud, state, wanted).await
}

/// The same of the resource at `address`.
pub(crate) async fn apply_at(address: &str, cloud: &Cloud, state: &mut Option<Stored>, wanted: &Value) -> Ended {
    let mut core = core_with(address, cloud, state.as_ref()).await;
    let ended = tokio::select! {
        biased;
        () = cloud.killed() => Ended::Killed,
        ended = once(address, &mut core, wanted) => ended.map_or_else(Ended::Told, |plan| Ended::Done(Box::new(plan))),
    };
    if !matches!(ended, Ended::Killed) {
        *state = core.stored(address).cloned();
    }
    no_secret(cloud, state.as_ref(), &ended);
    ended
}

async fn once(address: &str, core: &mut Core, wanted: &Value) -> Result<Planned, Diagnostics> {
    if wanted.is_null() { core.destroy(address).await } else { core.apply(address, wanted).await }
}

/// Applies until it is done, expecting it; what was planned.
pub(crate) async fn done(cloud: &Cloud, state: &mut Option<Stored>, wanted: &Value, place: &str) -> Action {
    match apply(cloud, state, wanted).await {
        Ended::Done(plan) => plan.action,
        Ended::Told(told) => panic!("{place}: {told:?} after {:#?}", cloud.inner().ledger.writes),
        Ended::Killed => panic!("{place}: killed twice"),
    }
}

/// Nothing is left to do.
pub(crate) async fn at_rest(cloud: &Cloud, state: Option<&Stored>, wanted: &Value, place: &str) {
    let core = core(cloud, state).await;
    let settled = if wanted.is_null() { Ok(()) } else { core.settled(ADDRESS, wanted).await };
    settled.unwrap_or_else(|told| panic!("{place}: {told:?}"));
}

/// Time passes between two runs.
pub(crate) async fn a_minute(cloud: &Cloud) {
    cloud.clock().sleep(Duration::from_mins(1)).await;
}

/// No credential is in what an apply leaves and says.
fn no_secret(cloud: &Cloud, state: Option<&Stored>, ended: &Ended) {
    let private = state.map(|stored| String::from_utf8_lossy(&stored.private).into_owned());
    let text = format!("{state:?} {private:?} {ended:?}");
    for secret in [KEY, SECRET] {
        if text.contains(secret) {
            cloud.inner().ledger.broken.insert("a credential is in the state or in a diagnostic".to_owned());
        }
    }
}
