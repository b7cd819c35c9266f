//! Plan, apply, refresh, import and destroy of one cluster, each as a whole call.

use std::time::Duration;

use serde_json::{Value, json};
use tfplugin_rs::Import;
use tfplugin_rs::testing::{Action, Core, Stored};

use crate::cloud::Cloud;
use crate::matrix::run::{ADDRESS, a_minute, at_rest, core, done};
use crate::matrix::{stories, timing};

const ID: &str = "aws/eu-west-1/story";

/// A cloud in which the cluster is, and its state.
pub(crate) async fn made() -> (Cloud, Option<Stored>) {
    let (cloud, mut state) = (Cloud::new(timing()), None);
    assert_eq!(done(&cloud, &mut state, &stories::whole(), "made").await, Action::Create);
    a_minute(&cloud).await;
    (cloud, state)
}

/// Nobody's promise was broken.
#[track_caller]
pub(crate) fn kept(cloud: &Cloud) {
    let inner = cloud.inner();
    assert!(inner.ledger.broken.is_empty(), "{:?} after {:#?}", inner.ledger.broken, inner.ledger.writes);
}

fn state(core: &Core) -> &Value {
    &core.stored(ADDRESS).unwrap().state
}

#[tokio::test(start_paused = true)]
async fn a_plan_and_a_refresh_write_nothing() {
    let cloud = Cloud::new(timing());
    let plan = core(&cloud, None).await.plan(ADDRESS, &stories::whole()).await.unwrap();
    assert_eq!(plan.action, Action::Create);
    let (cloud, stored) = made().await;
    let writes = cloud.inner().ledger.writes.len();
    let mut core = core(&cloud, stored.as_ref()).await;
    core.refresh(ADDRESS).await.unwrap();
    core.settled(ADDRESS, &stories::whole()).await.unwrap();
    assert_eq!(core.stored(ADDRESS), stored.as_ref(), "a refresh of what has not changed changes nothing");
    assert_eq!(cloud.inner().ledger.writes.len(), writes);
    let (found, _) = core.read_data_source("kgas_cluster", &json!({ "id": ID })).await.unwrap();
    assert!(format!("{found:?}").contains(state(&core)["cloud_id"].as_str().unwrap()), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn a_drift_is_seen_by_a_refresh_and_mended_by_an_apply() {
    let (cloud, stored) = made().await;
    let mut core = core(&cloud, stored.as_ref()).await;
    let cluster = state(&core)["cloud_id"].clone();
    cloud.sandbox("POST", "drift", &json!({ "id": cluster, "tags": { "story": "defaced" } }));
    core.refresh(ADDRESS).await.unwrap();
    assert_eq!(state(&core)["tags"]["story"], "defaced");
    let applied = core.apply(ADDRESS, &stories::whole()).await.unwrap();
    assert_eq!((applied.action, &state(&core)["tags"]["story"]), (Action::Update, &json!("first")));
    core.settled(ADDRESS, &stories::whole()).await.unwrap();
    kept(&cloud);
}

async fn comes_back_by_import(cloud: Cloud, wanted: Value) {
    let mut before = None;
    assert_eq!(done(&cloud, &mut before, &wanted, "made").await, Action::Create);
    a_minute(&cloud).await;
    let things = cloud.inner().ledger.made.clone();
    let mut core = core(&cloud, None).await;
    core.import(ADDRESS, Import::Id(ID.to_owned())).await.unwrap();
    assert_eq!(state(&core)["cloud_id"], before.unwrap().state["cloud_id"]);
    let applied = core.apply(ADDRESS, &wanted).await.unwrap();
    assert!(matches!(applied.action, Action::NoOp | Action::Update), "{:?} for {:?}", applied.action, applied.replace);
    core.settled(ADDRESS, &wanted).await.unwrap();
    assert_eq!(cloud.inner().ledger.made, things, "nothing is made by it");
    kept(&cloud);
}

#[tokio::test(start_paused = true)]
async fn a_lost_state_comes_back_by_import() {
    let cloud = Cloud::new(timing());
    let wanted = stories::at_home(&cloud.subnets());
    comes_back_by_import(cloud, wanted).await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_state_with_a_network_of_its_own_comes_back_by_import() {
    comes_back_by_import(Cloud::new(timing()), stories::whole()).await;
}

#[tokio::test(start_paused = true)]
async fn a_destroy_leaves_what_was_there_before() {
    let (cloud, mut state) = made().await;
    assert_eq!(done(&cloud, &mut state, &Value::Null, "destroyed").await, Action::Delete);
    assert_eq!(state, None);
    at_rest(&cloud, None, &Value::Null, "destroyed").await;
    a_minute(&cloud).await;
    let now = cloud.now();
    let inner = &mut *cloud.inner();
    let _ = inner.ledger.inventory(&mut inner.world, now);
    // Logs outlive what they are about.
    assert_eq!(inner.ledger.left(), ["/aws/eks/story/cluster"]);
    assert!(inner.ledger.broken.is_empty(), "{:?}", inner.ledger.broken);
}

/// A client that is told half of it would go somewhere else.
#[tokio::test(start_paused = true)]
async fn nobody_gets_half_an_access() {
    let cloud = Cloud::new(timing());
    let asked = json!({ "cluster_id": ID });
    let access = async || core(&cloud, None).await.open("kgas_kubeconfig", &asked).await;
    let making = async {
        let mut state = None;
        done(&cloud, &mut state, &stories::at_home(&cloud.subnets()), "made").await
    };
    let early = async {
        while !cloud.inner().ledger.writes.iter().any(|write| write == "POST /clusters 200") {
            cloud.clock().sleep(Duration::from_secs(1)).await;
        }
        access().await
    };
    let (_, early) = tokio::join!(making, early);
    let told = format!("{:?}", early.err());
    assert!(told.contains("Cluster is not ready") && told.contains("CREATING"), "{told}");
    let opened = access().await.unwrap().result;
    assert!(format!("{opened:?}").contains("https://"), "{opened:?}");
}
