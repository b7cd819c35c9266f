//! Credentials that expire.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use kgas_api::Repeat::LookFirst;
use kgas_api::Service;
use kgas_transport::aws::{Aws, Credentials, Endpoints};
use kgas_transport::{Cached, Client, Clock, PausedClock, Provide, Stop, Target, Unavailable};

use crate::script::{MIDNIGHT, Script, call, ok, refusal, verdict};

/// Makes keys named after how often it was asked, good for `life`.
#[derive(Debug)]
struct Source {
    asked: AtomicU64,
    life: Option<Duration>,
    clock: PausedClock,
    fails_after: u64,
}

#[async_trait]
impl Provide<Credentials> for Source {
    async fn provide(&self) -> Result<Credentials, Unavailable> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        self.clock.sleep(Duration::from_secs(1)).await;
        if asked > self.fails_after {
            return Err(Unavailable("signed out".to_owned()));
        }
        let expiry = self.life.map(|life| self.clock.wall() + life);
        Ok(Credentials::new(format!("KEY{asked}"), "secret", None, expiry, "test"))
    }
}

fn source(life: Option<Duration>, fails_after: u64) -> Arc<Source> {
    let clock = PausedClock::at(SystemTime::UNIX_EPOCH + MIDNIGHT);
    Arc::new(Source { asked: AtomicU64::new(0), life, clock, fails_after })
}

fn target(source: &Arc<Source>) -> Arc<Aws> {
    let cached = Cached::new(Arc::clone(source) as _, Arc::new(source.clock.clone()));
    Arc::new(Aws::new(Arc::new(cached), "eu-west-1".to_owned(), Endpoints::default()))
}

fn client(script: &Arc<Script>, source: &Arc<Source>) -> Client {
    Client::new(Arc::clone(script) as _, script.clock(), target(source), Stop::new())
}

fn key(script: &Script, nth: usize) -> String {
    let header = script.header(nth, "authorization");
    header.split_once("Credential=").unwrap().1.split_once('/').unwrap().0.to_owned()
}

#[tokio::test(start_paused = true)]
async fn an_expired_key_is_replaced_once_and_even_a_change_is_sent_again() {
    for code in ["ExpiredToken", "ExpiredTokenException", "RequestExpired"] {
        let (script, source) = (Arc::new(Script::new([refusal(403, code), ok()])), source(None, 9));
        client(&script, &source).call(call(LookFirst)).await.unwrap();
        assert_eq!((key(&script, 0).as_str(), key(&script, 1).as_str()), ("KEY1", "KEY2"), "{code}");
    }
    let (script, source) = (Arc::new(Script::new([refusal(403, "ExpiredToken")])), source(None, 9));
    let result = client(&script, &source).call(call(LookFirst)).await;
    assert_eq!((script.count(), verdict(&result)), (2, "refused"), "once a call");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_fails_is_no_absence() {
    let (script, source) = (Arc::new(Script::new([refusal(403, "ExpiredToken")])), source(None, 1));
    let err = client(&script, &source).call(call(LookFirst)).await.unwrap_err();
    assert_eq!(
        err.to_string(),
        "EKS CreateCluster: the credentials have expired and could not be renewed: signed out (1 attempt in 2.0 s)"
    );
    assert!(err.refusal().is_none() && !err.outcome_unknown());
}

#[tokio::test(start_paused = true)]
async fn calls_that_expire_together_renew_once() {
    let source = source(None, 9);
    let target = target(&source);
    let request = Request::get("/").body(Bytes::new()).unwrap();
    let prepared = |_| target.prepare(Service::AwsEks, &request, source.clock.wall());
    let (first, second, third) = tokio::join!(prepared(1), prepared(2), prepared(3));
    let generations = [first, second, third].map(|prepared| prepared.unwrap().generation);
    assert_eq!((generations, source.asked.load(Ordering::Relaxed)), ([1, 1, 1], 1));
    let (first, second) = tokio::join!(target.renew(1), target.renew(1));
    assert!(first.is_ok() && second.is_ok());
    target.renew(1).await.unwrap();
    assert_eq!(source.asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_replaced_five_minutes_before_its_end() {
    let source = source(Some(Duration::from_hours(1)), 9);
    let cached = Cached::new(Arc::clone(&source) as _, Arc::new(source.clock.clone()));
    let table = [(0, 1), (54 * 60, 1), (58, 1), (3, 2), (10, 2)];
    for (seconds, expected) in table {
        source.clock.sleep(Duration::from_secs(seconds)).await;
        let (_, generation) = cached.get().await.unwrap();
        assert_eq!(generation, expected, "{seconds} s later");
    }
    assert!(!format!("{cached:?}").contains("secret"));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_short_lived_is_used_and_one_that_cannot_be_renewed_is_used_up() {
    let short = source(Some(Duration::from_mins(4)), 9);
    let cached = Cached::new(Arc::clone(&short) as _, Arc::new(short.clock.clone()));
    for (seconds, expected) in [(0, 1), (20, 1), (8, 1), (2, 2), (28, 2), (2, 3)] {
        short.clock.sleep(Duration::from_secs(seconds)).await;
        assert_eq!(cached.get().await.unwrap().1, expected, "{seconds} s later");
    }

    let failing = source(Some(Duration::from_mins(10)), 1);
    let cached = Cached::new(Arc::clone(&failing) as _, Arc::new(failing.clock.clone()));
    cached.get().await.unwrap();
    failing.clock.sleep(Duration::from_mins(9)).await;
    assert_eq!(cached.get().await.unwrap().1, 1, "it still works");
    failing.clock.sleep(Duration::from_mins(1)).await;
    assert_eq!(cached.get().await.unwrap_err().to_string(), "signed out");
}

#[tokio::test(start_paused = true)]
async fn a_clusters_token_ends_with_the_key_that_signed_it() {
    for (minutes, expected) in [(10, 10), (60, 14)] {
        let source = source(Some(Duration::from_mins(minutes)), 9);
        let made_at = source.clock.wall() + Duration::from_secs(1);
        let made = target(&source).kube_token("prod", made_at).await.unwrap();
        assert_eq!(made.expires_at, made_at + Duration::from_mins(expected), "{minutes}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_without_credentials_look_for_them_once() {
    let source = source(None, 0);
    let cached = Cached::new(Arc::clone(&source) as _, Arc::new(source.clock.clone()));
    for _ in 0..100 {
        assert_eq!(cached.get().await.unwrap_err().to_string(), "signed out");
    }
    assert_eq!((source.asked.load(Ordering::Relaxed), source.clock.monotonic()), (1, Duration::from_secs(1)));
    source.clock.sleep(Duration::from_secs(10)).await;
    cached.get().await.unwrap_err();
    assert_eq!(source.asked.load(Ordering::Relaxed), 2, "ten seconds later somebody may have signed in");
}
