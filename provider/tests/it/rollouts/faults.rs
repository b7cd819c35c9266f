//! A fault at any write of any story changes nothing in the end.

use super::matrix::matrix;
use crate::cloud::FAULTS;

/// The first write of each operation in the story, and each fault.
async fn outlived(name: &str, operations: usize) {
    let tally = matrix(name, |_, met| !met).await;
    assert_eq!(tally.operations.len(), operations, "{name} has other operations than it had: {:#?}", tally.operations);
    assert_eq!((tally.writes, tally.faults), (operations, operations * FAULTS.len()));
}

/// Every write of a candidate's whole way.
#[tokio::test(start_paused = true)]
async fn canary() {
    let tally = matrix("canary", |_, _| true).await;
    assert_eq!((tally.writes, tally.faults), (24, 24 * FAULTS.len()), "{:#?}", tally.operations);
}

#[tokio::test(start_paused = true)]
async fn bad_canary() {
    outlived("bad canary", 6).await;
}

#[tokio::test(start_paused = true)]
async fn install() {
    outlived("install", 8).await;
}

#[tokio::test(start_paused = true)]
async fn blue_green() {
    outlived("blue-green", 6).await;
}

#[tokio::test(start_paused = true)]
async fn rolling() {
    outlived("rolling", 5).await;
}

#[tokio::test(start_paused = true)]
async fn destroy() {
    outlived("destroy", 13).await;
}
