//! What is sent again, and when.

use std::sync::Arc;
use std::time::Duration;

use kgas_api::Repeat::{LookFirst, Safe};
use kgas_transport::aws::Config;
use kgas_transport::{Budget, CallError, HttpError};

use crate::script::{Answer, MIDNIGHT, Script, call, config, lost, not_sent, ok, page, refusal, refusal_with, verdict};

#[tokio::test(start_paused = true)]
async fn what_follows_a_failed_first_attempt() {
    let table: Vec<(&str, Answer, kgas_api::Repeat, usize, &str)> = vec![
        ("a lost answer is asked for again", lost(), Safe, 2, "ok"),
        ("a lost answer to a change is an act", lost(), LookFirst, 1, "unknown"),
        ("nothing was sent, nothing happened", not_sent(), LookFirst, 2, "ok"),
        ("throttled as 400, nothing happened", refusal(400, "ThrottlingException"), LookFirst, 2, "ok"),
        ("throttled as 429, nothing happened", refusal(429, "Whatever"), LookFirst, 2, "ok"),
        ("a 503 may have happened", refusal(503, "ServiceUnavailable"), LookFirst, 1, "unknown"),
        ("a 503 is repeated if that is safe", refusal(503, "ServiceUnavailable"), Safe, 2, "ok"),
        ("a gateway's page with 502 may have happened", page(502), LookFirst, 1, "unknown"),
        ("a gateway's page with 502 is repeated", page(502), Safe, 2, "ok"),
        ("a page with 200 may have happened", page(200), LookFirst, 1, "unknown"),
        ("a page with 200 is not the service", page(200), Safe, 1, "malformed"),
        ("no means no", refusal(403, "AccessDeniedException"), Safe, 1, "refused"),
        ("a wrong request stays wrong", refusal(400, "InvalidParameterException"), Safe, 1, "refused"),
    ];
    for (name, first, repeat, sent, end) in table {
        let script = Arc::new(Script::new([first, ok()]));
        let result = script.client().await.call(call(repeat)).await;
        assert_eq!((script.count(), verdict(&result)), (sent, end), "{name}");
        let unknown = matches!(end, "unknown" | "malformed");
        assert_eq!(result.as_ref().is_err_and(CallError::outcome_unknown), unknown, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn it_gives_up_after_the_most_attempts() {
    let script = Arc::new(Script::new([refusal(503, "ServiceUnavailable")]));
    let never = script.client_with(Config { max_attempts: Some(0), ..config() }, kgas_transport::Stop::new()).await;
    assert_eq!(never.call(call(Safe)).await.unwrap_err().attempts, 1, "none at all would be no call");

    let script = Arc::new(Script::new([refusal(503, "ServiceUnavailable")]));
    let client = script.client_with(Config { max_attempts: Some(4), ..config() }, kgas_transport::Stop::new()).await;
    let err = client.call(call(Safe)).await.unwrap_err();
    assert_eq!((script.count(), err.attempts), (4, 4));
    assert_eq!(err.refusal().unwrap().code, "ServiceUnavailable");
    assert!(err.to_string().starts_with("EKS CreateCluster: ServiceUnavailable: words (HTTP 503) (4 attempts in "));
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_kept_by_every_call() {
    let wait = |value| refusal_with(429, "TooManyRequestsException", &[("retry-after", value)]);
    for (value, at_least) in [("7", 7), ("Sun, 01 Mar 2026 00:00:09 GMT", 9)] {
        let script = Arc::new(Script::new([wait(value), ok()]));
        let client = script.client().await;
        client.call(call(LookFirst)).await.unwrap();
        let times = script.times();
        assert!(times[1] >= times[0] + Duration::from_secs(at_least), "{value}: {times:?}");
    }

    let script = Arc::new(Script::new([wait("30"), ok()]));
    let client = script.client().await;
    let (first, second) = tokio::join!(client.call(call(Safe)), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        client.call(call(Safe)).await
    });
    assert!(first.is_ok() && second.is_ok());
    let times = script.times();
    assert_eq!(times.len(), 3);
    assert!(times[1..].iter().all(|at| *at >= Duration::from_secs(30)), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_wants_an_hour_ends_the_call() {
    for value in ["1000000000", "3600"] {
        let script = Arc::new(Script::new([refusal_with(503, "ServiceUnavailable", &[("retry-after", value)]), ok()]));
        let client = script.client().await;
        assert_eq!(verdict(&client.call(call(Safe)).await), "refused");
        assert_eq!(verdict(&client.call(call(Safe)).await), "paused");
        assert_eq!(script.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn nonsense_in_retry_after_counts_as_nothing() {
    for value in ["-5", "soon", "0", ""] {
        let script = Arc::new(Script::new([refusal_with(429, "X", &[("retry-after", value)]), ok()]));
        script.client().await.call(call(Safe)).await.unwrap();
        assert_eq!(script.count(), 2, "{value:?}");
    }
}

/// A service's clock that is ahead of ours by `seconds`, which may be negative.
fn skewed(code: &str, seconds: i64) -> Answer {
    let date = i64::try_from(MIDNIGHT.as_secs()).unwrap() + seconds;
    let date = jiff::Timestamp::from_second(date).unwrap().to_zoned(jiff::tz::TimeZone::UTC);
    let date = jiff::fmt::rfc2822::DateTimePrinter::new().zoned_to_string(&date).unwrap();
    refusal_with(403, code, &[("date", &date)])
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_corrected_once() {
    let table = [
        ("InvalidSignatureException", 900, 2, "ok", "20260301T001500Z"),
        ("SignatureDoesNotMatch", -900, 2, "ok", "20260228T234500Z"),
        ("RequestExpired", 900, 2, "ok", "20260301T001500Z"),
        // A signature that is wrong at the right time is wrong.
        ("SignatureDoesNotMatch", 3, 1, "refused", "20260301T000000Z"),
    ];
    for (code, ahead, sent, end, last) in table {
        let script = Arc::new(Script::new([skewed(code, ahead), ok()]));
        let result = script.client().await.call(call(LookFirst)).await;
        assert_eq!((script.count(), verdict(&result)), (sent, end), "{code} {ahead}");
        assert_eq!(script.header(sent - 1, "x-amz-date"), last, "{code} {ahead}");
    }

    let wandering = [900, -900, 900, -900].map(|ahead| skewed("InvalidSignatureException", ahead));
    let script = Arc::new(Script::new(wandering));
    assert_eq!(verdict(&script.client().await.call(call(LookFirst)).await), "refused");
    assert_eq!(script.count(), 2, "a clock that wanders is not followed");

    let script = Arc::new(Script::new([skewed("InvalidSignatureException", 900)]));
    let client = script.client().await;
    assert_eq!(verdict(&client.call(call(LookFirst)).await), "refused");
    assert_eq!(script.count(), 2, "corrected once");
    client.call(call(LookFirst)).await.unwrap_err();
    assert_eq!(script.header(2, "x-amz-date"), "20260301T001500Z", "and for the calls that follow");
}

#[tokio::test(start_paused = true)]
async fn no_attempt_starts_after_the_deadline() {
    for (limit, takes, sent, end) in [(30, 20, 2, "http"), (0, 0, 1, "http"), (100, 60, 2, "http")] {
        let script = Arc::new(Script::new([not_sent()]).taking(Duration::from_secs(takes)));
        let result = script.client().await.call_within(call(LookFirst), Duration::from_secs(limit)).await;
        assert_eq!(verdict(&result), end);
        assert!(script.count() >= sent, "{limit} {takes}: {:?}", script.times());
        assert!(script.times().iter().all(|at| *at <= Duration::from_secs(limit)), "{:?}", script.times());
    }
}

#[tokio::test(start_paused = true)]
async fn calls_share_one_budget_and_slow_down_together() {
    let script = Arc::new(Script::new([refusal(503, "ServiceUnavailable")]));
    let client = script.client().await;
    let calls = (0..200).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.call(call(Safe)).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap_err();
    }
    // 200 first attempts, 100 repetitions from the full budget, then one a second for three minutes.
    let (sent, last) = (script.count(), *script.times().last().unwrap());
    assert!(last <= Duration::from_mins(3), "{last:?}");
    assert!((400..=200 + 100 + 181).contains(&sent), "{sent}");
}

#[tokio::test(start_paused = true)]
async fn what_may_have_happened_once_is_not_forgotten() {
    let table: Vec<(&str, Vec<Answer>, bool)> = vec![
        ("lost, then refused", vec![lost(), refusal(409, "ResourceInUseException")], true),
        ("lost, then never sent again", vec![lost(), not_sent()], true),
        ("lost, then throttled for ever", vec![lost(), refusal(429, "Throttling")], true),
        ("throttled for ever", vec![refusal(429, "Throttling")], false),
        ("never sent", vec![not_sent()], false),
        ("refused", vec![refusal(403, "AccessDenied")], false),
        ("failed for ever", vec![refusal(500, "ServerException")], true),
    ];
    for (name, answers, unknown) in table {
        let script = Arc::new(Script::new(answers));
        let err = script.client().await.call(call(Safe)).await.unwrap_err();
        assert_eq!(err.outcome_unknown(), unknown, "{name}: {err}");
    }
    let mut read = call(Safe);
    *read.request.method_mut() = http::Method::GET;
    let err = Arc::new(Script::new([lost()])).client().await.call(read).await.unwrap_err();
    assert!(!err.outcome_unknown(), "reading changes nothing");
}

#[tokio::test(start_paused = true)]
async fn an_error_says_what_to_do_next() {
    let table = [
        (lost(), LookFirst, "again: it looks at what is there"),
        (refusal(403, "AccessDenied"), Safe, "permissions of the identity"),
        (not_sent(), Safe, "Check the network"),
        (Err(HttpError::Untrusted("unknown issuer".to_owned())), Safe, "the setting that the error names"),
        (refusal_with(429, "Throttling", &[("retry-after", "3600")]), Safe, "apply again later"),
        (refusal(400, "ThrottlingException"), Safe, "apply again later"),
    ];
    for (answer, repeat, expected) in table {
        let err = Arc::new(Script::new([answer])).client().await.call(call(repeat)).await.unwrap_err();
        assert!(err.advice().contains(expected), "{err}: {}", err.advice());
    }
}

#[tokio::test(start_paused = true)]
async fn waits_differ_and_grow() {
    let script = Arc::new(Script::new([refusal(429, "Throttling")]));
    let config = Config { max_attempts: Some(8), ..config() };
    script.client_with(config, kgas_transport::Stop::new()).await.call(call(Safe)).await.unwrap_err();
    let times = script.times();
    let waits: Vec<_> = times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    for (nth, wait) in (0..).zip(&waits) {
        assert!(*wait <= Duration::from_secs(20.min(2_u64.pow(nth))) + Duration::from_millis(2), "{waits:?}");
    }
    assert!(waits.windows(2).any(|pair| pair[0] != pair[1]), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_spent_budget_makes_repetitions_wait_and_success_fills_it() {
    let first_wait = async |answers: Vec<Answer>, warm: bool| {
        let script = Arc::new(Script::new(answers));
        let client = script.bare_client(Budget::new(5, 1));
        if warm {
            client.call(call(Safe)).await.unwrap();
        }
        client.call(call(Safe)).await.unwrap();
        let times = script.times();
        times[times.len() - 1].saturating_sub(times[times.len() - 2])
    };
    let down = || refusal(503, "ServiceUnavailable");
    let short = first_wait(vec![down(), ok(), down(), ok()], true).await;
    assert!(short < Duration::from_secs(1), "given back: {short:?}");
    let long = first_wait(vec![down(), down(), ok()], false).await;
    assert!(long > Duration::from_secs(4), "on credit: {long:?}");
}

#[tokio::test(start_paused = true)]
async fn a_rest_asked_for_in_the_body_is_kept() {
    let mut resting = call(Safe);
    resting.response = |answer| {
        if answer.status() == 200 {
            return Ok(String::new());
        }
        let (code, message) = ("Throttled".to_owned(), String::new());
        let retry_after = Some(Duration::from_secs(11));
        Err(kgas_api::ApiError::Refused(kgas_api::Refusal {
            status: 429,
            code,
            message,
            request_id: None,
            retry_after,
            details: None,
        }))
    };
    let script = Arc::new(Script::new([refusal(429, "Throttled"), ok()]));
    script.client().await.call(resting).await.unwrap();
    assert!(script.times()[1] >= Duration::from_secs(11), "{:?}", script.times());
}

/// Down for a minute, whatever it is asked.
struct Outage(Arc<dyn kgas_transport::Clock>);

#[async_trait::async_trait]
impl kgas_transport::Http for Outage {
    async fn send(&self, _: http::Request<bytes::Bytes>) -> Answer {
        if self.0.monotonic() < Duration::from_mins(1) { refusal(503, "ServiceUnavailable") } else { ok() }
    }
}

#[tokio::test(start_paused = true)]
async fn a_minute_of_outage_is_outlasted_however_the_waits_are_drawn() {
    for seed in 0..500 {
        let clock = Script::new([ok()]).clock();
        let target = crate::script::fixed_target(Arc::clone(&clock));
        let http = Arc::new(Outage(Arc::clone(&clock)));
        let client = kgas_transport::Client::new(http, clock, target, kgas_transport::Stop::new()).with_seed(seed);
        client.call(call(Safe)).await.unwrap_or_else(|err| panic!("seed {seed}: {err}"));
    }
}
