//! `cargo bench -p kgas-acceptance --bench revert`: how soon a bad version loses its traffic, and what a step costs, beside Argo
//! Rollouts on the same API server, with the same query, once a second, and by the same kind of route.
//!
//! The time until a bad answer is given is the schedule's, and the same for both; the time from that answer until the API server
//! has written the weight 0 is the engine's. Both ends are read off one clock: the Prometheus is a script of ours, and the audit
//! log says when. `KGAS_BENCH_TIMES` versions each, 30 when nothing is said.
#![expect(clippy::unwrap_used, reason = "a measurement stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "what was measured is printed")]

mod argo;
mod meter;
mod ours;
mod peer;
mod stub;

use std::time::Duration;

use jiff::Timestamp;
use kgas_acceptance::kubernetes::Kubernetes;

use argo::Argo;
use ours::Kgas;
use peer::{Peer, QUARTER, Stage};
use stub::Stub;

fn main() {
    let times = std::env::var("KGAS_BENCH_TIMES").map_or(30, |text| text.parse().unwrap());
    let cluster = Kubernetes::start().unwrap();
    let stub = Stub::start();
    let folder = tempfile::tempdir().unwrap();
    println!("{:<20} {:>26} {:>26} {:>10} {:>9}", "", "bad answer -> weight 0", "bad -> weight 0", "requests", "KiB");
    println!(
        "{:<20} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>10} {:>9}",
        "", "p50", "p99", "worst", "p50", "p99", "worst", "a step", "a step"
    );
    let stage = Stage::on(&cluster);
    measure(&mut Kgas::new(&stage, &stub), &stage, &stub, times);
    let stage = Stage::on(&cluster);
    measure(&mut Argo::new(&stage, &stub, folder.path()), &stage, &stub, times);
}

fn measure<P: Peer>(peer: &mut P, stage: &Stage<'_>, stub: &Stub, times: u32) {
    let (mut engine, mut whole) = (Vec::new(), Vec::new());
    for nth in 0..times {
        peer.begin(&format!("v{}", nth + 1));
        stage.until(P::NAMESPACE, QUARTER);
        // Somewhere within a second.
        std::thread::sleep(Duration::from_millis(2_000 + u64::from(nth * 617 % 1_000)));
        let bad = stub.turn_bad();
        stage.until(P::NAMESPACE, 0);
        let shown = stub.turn_good().unwrap();
        let zero = stage.zeroed(P::NAMESPACE, bad).unwrap();
        engine.push(millis(shown, zero));
        whole.push(millis(bad, zero));
        peer.rest();
    }
    let since = Timestamp::now();
    let bytes = stage.meter.bytes();
    peer.climb("good");
    let bytes = stage.meter.bytes() - bytes;
    let events = stage.cluster.events().unwrap();
    let requests = events.iter().filter(|event| event.received >= since && event.is_by(P::AGENT)).count();
    let [engine, whole] = [engine, whole].map(|mut times| {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[rank(share, times.len())];
        format!("{:>5.0} ms {:>5.0} ms {:>5.0} ms", at(0.5), at(0.99), at(1.0))
    });
    println!("{:<20} {engine} {whole} {:>10} {:>9}", P::NAME, requests / 4, bytes / 4 / 1_024);
}

/// The index of a quantile by the nearest rank.
fn rank(share: f64, length: usize) -> usize {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few dozen"
    )]
    let rank = (share * length as f64).ceil() as usize;
    rank.clamp(1, length) - 1
}

fn millis(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64() * 1_000.0
}
