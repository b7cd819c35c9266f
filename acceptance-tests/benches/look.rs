//! `cargo bench -p kgas-acceptance --bench look`: what it takes to look at one cluster with a network of its own, three pools
//! and five add-ons, when every answer of the cloud takes 20 ms (or `KGAS_BENCH_LATENCY` ms).
//!
//! The time is that of a refresh through a slow line, less that of one through a fast line: what is left are the answers that
//! were waited for one after another.
#![expect(clippy::unwrap_used, reason = "a measurement stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "what was measured is printed")]

use std::time::{Duration, Instant};

use kgas_acceptance::cli::{Program, Workdir};
use kgas_acceptance::cloud::{Cloud, Kind};
use kgas_acceptance::{line, parts};

/// What takes EKS ten minutes takes the sandbox half a second.
const SPEED: u32 = 1_200;
/// Refreshes of which the fastest counts: others had to share the machine.
const TIMES: usize = 7;

fn main() {
    let latency = std::env::var("KGAS_BENCH_LATENCY").map_or(20, |text| text.parse().unwrap());
    let cloud = Cloud::start(Kind::Sandbox, SPEED).unwrap();
    let provider = parts::provider().unwrap();
    let mut work = Workdir::new(Program::Terraform, Some(&provider)).unwrap();
    work.module("main.tf", include_str!("look/main.tf")).unwrap();
    work.set("TF_VAR_url", cloud.url()).set("KGAS_POLL_SCALE", "1");
    work.set("AWS_ACCESS_KEY_ID", "bench").set("AWS_SECRET_ACCESS_KEY", "bench");
    let _ = work.apply().unwrap().expect_ok();

    let calls = |cloud: &Cloud| cloud.sandbox("log").unwrap()["log"].as_array().unwrap().len();
    let mut refresh = |through: &str| {
        work.set("TF_VAR_url", through);
        let before = calls(&cloud);
        let started = Instant::now();
        let ended = work.plan().unwrap();
        assert_eq!(ended.code(), Some(0), "{}", ended.words());
        (started.elapsed(), calls(&cloud) - before)
    };
    let mut fastest = |through: &str| (0..TIMES).map(|_| refresh(through)).min().unwrap();
    let (fast, requests) = fastest(&line(cloud.url(), Duration::ZERO));
    let (slow, _) = fastest(&line(cloud.url(), Duration::from_millis(latency)));
    let waited = slow.saturating_sub(fast).as_millis();
    println!("requests of a refresh           {requests:>6}");
    println!("wall time, answers at once      {:>6} ms", fast.as_millis());
    println!("wall time, answers in {latency:>3} ms    {:>6} ms", slow.as_millis());
    println!("answers waited for in a row     {:>6}", waited / u128::from(latency));
}

/// A line to the cloud on which every request takes its time, since it is small enough to come in one piece; its address.
fn line(cloud: &str, latency: Duration) -> String {
    let late = move |_| std::thread::sleep(latency);
    format!("http://{}", line::before(cloud.strip_prefix("http://").unwrap(), late, |_| {}).unwrap())
}
