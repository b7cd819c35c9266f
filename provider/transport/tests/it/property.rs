//! Whatever services do, the engine keeps its promises.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use kgas_api::{Call, Repeat};
use kgas_transport::{Budget, Client, Clock, Http, HttpError, PausedClock, Policy, Stop};
use proptest::prelude::*;

use crate::script::{Answer, MIDNIGHT, call, fixed_target, lost, not_sent, ok, page, refusal, refusal_with};

#[derive(Debug, Clone, Copy)]
enum Fault {
    Lost,
    NotSent,
    Throttled,
    Rest(u64),
    Down,
    Page,
    Final,
    Expired,
    Fine,
}

impl Fault {
    fn answer(self) -> Answer {
        match self {
            Self::Lost => lost(),
            Self::NotSent => not_sent(),
            Self::Throttled => refusal(400, "ThrottlingException"),
            Self::Rest(seconds) => refusal_with(429, "SlowDown", &[("retry-after", &seconds.to_string())]),
            Self::Down => refusal(503, "ServiceUnavailable"),
            Self::Page => page(502),
            Self::Final => refusal(403, "AccessDenied"),
            Self::Expired => refusal(403, "ExpiredToken"),
            Self::Fine => ok(),
        }
    }

    fn may_have_happened(self) -> bool {
        matches!(self, Self::Lost | Self::Down | Self::Page | Self::Fine)
    }

    fn is_paid_for(self) -> bool {
        !matches!(self, Self::Final | Self::Expired | Self::Fine)
    }
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        2 => Just(Fault::Lost),
        2 => Just(Fault::NotSent),
        3 => Just(Fault::Throttled),
        1 => (0..400_u64).prop_map(Fault::Rest),
        3 => Just(Fault::Down),
        1 => Just(Fault::Page),
        1 => Just(Fault::Expired),
        1 => prop_oneof![Just(Fault::Final), Just(Fault::Fine)],
    ]
}

/// One request, from when to when, and what came of it.
#[derive(Debug, Clone, Copy)]
struct Sent {
    begin: Duration,
    end: Duration,
    fault: Fault,
}

/// Gives out faults in turn, each after its delay, and then only good answers.
struct World {
    faults: Mutex<std::vec::IntoIter<(Fault, u64)>>,
    log: Mutex<BTreeMap<String, Vec<Sent>>>,
    clock: PausedClock,
}

#[async_trait]
impl Http for World {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (fault, delay) = self.faults.lock().unwrap().next().unwrap_or((Fault::Fine, 1));
        let begin = self.clock.monotonic();
        self.clock.sleep(Duration::from_millis(delay)).await;
        let sent = Sent { begin, end: self.clock.monotonic(), fault };
        self.log.lock().unwrap().entry(request.uri().path().to_owned()).or_default().push(sent);
        fault.answer()
    }
}

#[derive(Debug, Clone)]
struct Case {
    faults: Vec<(Fault, u64)>,
    repeats: Vec<Repeat>,
    attempts: u32,
    patience: Duration,
    capacity: u32,
    per_second: u32,
    seed: u64,
}

fn case() -> impl Strategy<Value = Case> {
    (
        prop::collection::vec((fault(), 0..30_000_u64), 0..60),
        prop::collection::vec(prop_oneof![Just(Repeat::Safe), Just(Repeat::LookFirst)], 1..5),
        1..12_u32,
        0..300_u64,
        1..60_u32,
        1..4_u32,
        any::<u64>(),
    )
        .prop_map(|(faults, repeats, attempts, patience, capacity, per_second, seed)| Case {
            faults,
            repeats,
            attempts,
            patience: Duration::from_secs(patience),
            capacity,
            per_second,
            seed,
        })
}

/// All calls at once; what was sent for each.
fn run(case: &Case) -> Vec<(Repeat, Vec<Sent>)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let clock = PausedClock::at(SystemTime::UNIX_EPOCH + MIDNIGHT);
        let faults = Mutex::new(case.faults.clone().into_iter());
        let world = Arc::new(World { faults, log: Mutex::default(), clock: clock.clone() });
        let policy = Policy { attempts: case.attempts, patience: case.patience, ..Policy::default() };
        let client =
            Client::new(Arc::clone(&world) as _, Arc::new(clock.clone()), fixed_target(Arc::new(clock)), Stop::new())
                .with_policy(policy)
                .with_budget(Arc::new(Budget::new(case.capacity, case.per_second)))
                .with_seed(case.seed);
        let client = Arc::new(client);
        let tasks: Vec<_> = (0..)
            .zip(&case.repeats)
            .map(|(nth, repeat): (u32, _)| {
                let request = Request::post(format!("/{nth}")).body(Bytes::new()).unwrap();
                let (client, call) = (Arc::clone(&client), Call { request, ..call(*repeat) });
                tokio::spawn(async move { client.call(call).await.map_err(|err| err.attempts) })
            })
            .collect();
        let mut sent = Vec::new();
        for ((nth, task), repeat) in tasks.into_iter().enumerate().zip(&case.repeats) {
            let result = task.await.unwrap();
            let log = world.log.lock().unwrap().remove(&format!("/{nth}")).unwrap_or_default();
            if let Err(attempts) = result {
                assert_eq!(attempts as usize, log.len(), "an error tells how often it was sent");
            }
            sent.push((*repeat, log));
        }
        sent
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_keeps_its_promises(case in case()) {
        let calls = run(&case);
        let all: Vec<Sent> = calls.iter().flat_map(|(_, log)| log.iter().copied()).collect();
        let end = all.iter().map(|sent| sent.begin).max().unwrap_or_default();
        let mut spent = 0;
        for (repeat, log) in &calls {
            prop_assert!(log.len() <= case.attempts as usize, "more than {} attempts: {log:?}", case.attempts);
            prop_assert!(log.iter().all(|sent| sent.begin <= case.patience), "an attempt after the deadline: {log:?}");
            prop_assert!(log.windows(2).all(|pair| pair[0].end <= pair[1].begin), "two attempts at once: {log:?}");
            let repeated = log.split_last().map_or(&[][..], |(_, earlier)| earlier);
            if *repeat == Repeat::LookFirst {
                prop_assert!(!repeated.iter().any(|sent| sent.fault.may_have_happened()), "a change sent twice: {log:?}");
            }
            prop_assert!(!repeated.iter().any(|sent| matches!(sent.fault, Fault::Final | Fault::Fine)), "{log:?}");
            spent += repeated.iter().filter(|sent| sent.fault.is_paid_for()).count() as u64 * 5;
        }
        for paused in &all {
            let Fault::Rest(seconds) = paused.fault else { continue };
            let (from, until) = (paused.end, paused.end + Duration::from_secs(seconds));
            let early = all.iter().find(|sent| sent.begin > from && sent.begin < until);
            prop_assert!(early.is_none(), "{early:?} during the rest asked for by {paused:?}");
        }
        let fine = all.iter().filter(|sent| matches!(sent.fault, Fault::Fine)).count() as u64;
        let most = u64::from(case.capacity) + u64::from(case.per_second) * (end.as_secs() + 1) + fine * 10;
        prop_assert!(spent <= most, "spent {spent} of {most}: {calls:?}");
    }
}
