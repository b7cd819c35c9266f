//! How many runs of the fault matrix a second the whole provider holds: every write of every story, with every fault.
#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "printing is what it is for")]
#![expect(clippy::disallowed_methods, reason = "the matrix lives in tokio's time; this is the machine's")]

#[path = "../tests/it/cloud/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod cloud;
#[path = "../tests/it/matrix/mod.rs"]
mod matrix;
#[path = "../tests/it/rollouts"]
mod rollouts {
    pub(crate) mod matrix;
    mod stories;
}

use std::time::Instant;

use matrix::{Tally, matrix};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for story in ["create", "update", "upgrade", "rotate", "destroy"] {
        let start = Instant::now();
        report("cluster", story, &matrix(story, |_, _| true).await, start);
    }
    for story in ["install", "canary", "bad canary", "blue-green", "rolling", "destroy"] {
        let start = Instant::now();
        report("rollout", story, &rollouts::matrix::matrix(story, |_, _| true).await, start);
    }
}

fn report(resource: &str, story: &str, tally: &Tally, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(tally.faults).unwrap()) / seconds;
    println!(
        "provider fault matrix: {resource} {story:<10} {:>3} writes, {:>4} faults in {seconds:>6.2} s, {rate:>4.0} a second",
        tally.writes, tally.faults
    );
}
