//! Whatever goes wrong at whatever request, another run comes to the same end.

use super::matrix::matrix;

#[test]
fn every_fault_at_every_request_comes_to_the_end_of_a_calm_run() {
    let faults = matrix();
    assert!(faults > 1_000, "{faults} faults");
}
