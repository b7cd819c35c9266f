//! A fault at any write of any story changes nothing in the end.

use crate::cloud::FAULTS;
use crate::matrix::matrix;

/// What an update does as a creation does it; there it meets its faults.
const ELSEWHERE: [&str; 7] = [
    "CreateLaunchTemplate",
    "ModifySubnetAttribute",
    "ModifyVpcAttribute",
    "POST /clusters/_/access-entries",
    "POST /clusters/_/access-entries/_/access-policies",
    "POST /clusters/_/addons",
    "POST /clusters/_/node-groups",
];

/// The first write of each operation in the story, and each fault.
async fn outlived(name: &str, operations: usize, others: &[&str]) {
    let tally = matrix(name, |operation, met| !met && !others.contains(&operation)).await;
    assert_eq!(tally.operations.len(), operations, "{name} has other operations than it had: {:#?}", tally.operations);
    assert_eq!((tally.writes, tally.faults), (operations, operations * FAULTS.len()));
}

#[tokio::test(start_paused = true)]
async fn create() {
    outlived("create", 22, &[]).await;
}

#[tokio::test(start_paused = true)]
async fn update() {
    outlived("update", 13, &ELSEWHERE).await;
}

#[tokio::test(start_paused = true)]
async fn upgrade() {
    outlived("upgrade", 3, &[]).await;
}

#[tokio::test(start_paused = true)]
async fn rotate() {
    outlived("rotate", 4, &[]).await;
}

#[tokio::test(start_paused = true)]
async fn destroy() {
    outlived("destroy", 14, &[]).await;
}
