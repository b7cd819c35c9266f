//! How many runs of the fault matrix a second holds.
#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "printing is what it is for")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

#[path = "../tests/it/fault.rs"]
mod fault;
#[path = "../tests/it/cluster/fixtures.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod fixtures;
#[path = "../tests/it/cluster/matrix.rs"]
mod matrix;
#[path = "../tests/it/cluster/run.rs"]
mod run;
#[path = "../tests/it/cluster/world.rs"]
mod world;

fn main() {
    let start = std::time::Instant::now();
    let runs = matrix::matrix();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "fault matrix: {runs} faults in {seconds:.3} s, {:.0} a second",
        f64::from(u32::try_from(runs).unwrap()) / seconds
    );
}
