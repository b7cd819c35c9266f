//! EC2 shows what was made only after a while, and nothing is made twice for it.

use std::time::Duration;

use kgas_sandbox::Timing;
use tfplugin_rs::testing::Action;

use crate::cloud::{Cloud, Made};
use crate::matrix::run::{a_minute, at_rest, done};
use crate::matrix::{stories, timing};

/// What a calm creation makes, and what a destroy leaves, with reads that are `lag` behind.
async fn made(lag: u64) -> Made {
    let cloud = Cloud::new(Timing { ec2_lag: Duration::from_secs(lag), ..timing() });
    let (mut state, whole) = (None, stories::whole());
    let place = format!("{lag} s behind");
    assert_eq!(done(&cloud, &mut state, &whole, &place).await, Action::Create);
    a_minute(&cloud).await;
    at_rest(&cloud, state.as_ref(), &whole, &place).await;
    let inner = cloud.inner();
    let deleted: Vec<_> = inner
        .ledger
        .writes
        .iter()
        .filter(|write| write.starts_with("Delete") || write.starts_with("Release"))
        .collect();
    assert_eq!(deleted, [""; 0], "{place}: what was made is not taken away again");
    assert!(inner.ledger.broken.is_empty(), "{place}: {:?}", inner.ledger.broken);
    inner.ledger.made.clone()
}

#[tokio::test(start_paused = true)]
async fn what_ec2_does_not_show_yet_is_not_made_again() {
    let wanted = made(0).await;
    assert_eq!((wanted["vpc"], wanted["elastic-ip"], wanted["natgateway"], wanted["subnet"]), (1, 1, 1, 4));
    for lag in [2, 5, 10, 30] {
        assert_eq!(made(lag).await, wanted, "{lag} s behind");
    }
}
