//! An [`Http`] that answers what it is told, and calls to send by it.

#![expect(clippy::unnecessary_wraps, reason = "answers are made to stand in one list with failures")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use kgas_api::{ApiError, Call, Refusal, Repeat, Service};
use kgas_transport::aws::{Aws, Client, Config, Credentials, Endpoints, StaticKeys};
use kgas_transport::{Budget, Cached, CallError, Clock, Http, HttpError, PausedClock, Provide, Stop, Unavailable};

/// 2026-03-01T00:00:00Z.
pub(crate) const MIDNIGHT: Duration = Duration::from_hours(492_312);

pub(crate) type Answer = Result<Response<Bytes>, HttpError>;

/// Answers in turn, the last one for ever.
pub(crate) struct Script {
    answers: Mutex<VecDeque<Answer>>,
    pub(crate) sent: Mutex<Vec<(Duration, Request<Bytes>)>>,
    clock: PausedClock,
    /// How long each answer takes.
    delay: Duration,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self {
            answers: Mutex::new(answers.into_iter().collect()),
            sent: Mutex::default(),
            clock: PausedClock::at(SystemTime::UNIX_EPOCH + MIDNIGHT),
            delay: Duration::ZERO,
        }
    }

    pub(crate) fn taking(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    pub(crate) fn count(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    /// When each request was sent, since the script was made.
    pub(crate) fn times(&self) -> Vec<Duration> {
        self.sent.lock().unwrap().iter().map(|(at, _)| *at).collect()
    }

    pub(crate) fn header(&self, nth: usize, name: &str) -> String {
        self.sent.lock().unwrap()[nth].1.headers()[name].to_str().unwrap().to_owned()
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(self.clock.clone())
    }

    /// A client with fixed keys over this script.
    pub(crate) async fn client(self: &Arc<Self>) -> Client {
        self.client_with(config(), Stop::new()).await
    }

    /// The engine alone over this script, with a budget.
    pub(crate) fn bare_client(self: &Arc<Self>, budget: Budget) -> kgas_transport::Client {
        kgas_transport::Client::new(Arc::clone(self) as _, self.clock(), fixed_target(self.clock()), Stop::new())
            .with_budget(Arc::new(budget))
    }

    pub(crate) async fn client_with(self: &Arc<Self>, config: Config, stop: Stop) -> Client {
        Client::over(Arc::clone(self) as _, config, self.clock(), stop).await.unwrap()
    }
}

#[async_trait]
impl Http for Script {
    async fn send(&self, request: Request<Bytes>) -> Answer {
        self.sent.lock().unwrap().push((self.clock.monotonic(), request));
        if !self.delay.is_zero() {
            self.clock.sleep(self.delay).await;
        }
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        answer.unwrap()
    }
}

#[derive(Debug)]
struct Fixed;

#[async_trait]
impl Provide<Credentials> for Fixed {
    async fn provide(&self) -> Result<Credentials, Unavailable> {
        Ok(Credentials::new("AKIA", "secret", None, None, "test"))
    }
}

/// AWS with a key that never expires.
pub(crate) fn fixed_target(clock: Arc<dyn Clock>) -> Arc<Aws> {
    let cached = Cached::new(Arc::new(Fixed), clock);
    Arc::new(Aws::new(Arc::new(cached), "eu-west-1".to_owned(), Endpoints::default()))
}

pub(crate) fn config() -> Config {
    Config {
        region: Some("eu-west-1".to_owned()),
        keys: Some(StaticKeys {
            access_key: "AKIDEXAMPLE".to_owned(),
            secret_key: "canary-secret-key".into(),
            token: Some("canary-session-token".into()),
        }),
        ..Config::default()
    }
}

/// Answered by 200 with anything.
pub(crate) fn call(repeat: Repeat) -> Call<String> {
    Call {
        operation: "CreateCluster",
        service: Service::AwsEks,
        repeat,
        request: Request::post("/clusters").body(Bytes::from_static(b"{}")).unwrap(),
        response: read,
    }
}

fn read(answer: &Response<Bytes>) -> Result<String, ApiError> {
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    let code = answer.headers().get("x-amzn-errortype").map(|code| code.to_str().unwrap().to_owned());
    match (answer.status().as_u16(), code) {
        (200, _) if text.starts_with('<') => {
            Err(ApiError::Malformed { status: 200, length: text.len(), why: "not JSON".to_owned() })
        }
        (200, _) => Ok(text),
        (status, None) => Err(ApiError::Malformed { status, length: text.len(), why: "no code".to_owned() }),
        (status, Some(code)) => {
            let (request_id, retry_after, details) = (None, None, None);
            Err(ApiError::Refused(Refusal { status, code, message: text, request_id, retry_after, details }))
        }
    }
}

pub(crate) fn ok() -> Answer {
    Ok(Response::new(Bytes::from_static(b"fine")))
}

pub(crate) fn refusal(status: u16, code: &str) -> Answer {
    refusal_with(status, code, &[])
}

pub(crate) fn refusal_with(status: u16, code: &str, headers: &[(&str, &str)]) -> Answer {
    let mut answer = Response::builder().status(status).header("x-amzn-errortype", code);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    Ok(answer.body(Bytes::from_static(b"words")).unwrap())
}

pub(crate) fn page(status: u16) -> Answer {
    Ok(Response::builder().status(status).body(Bytes::from_static(b"<html>")).unwrap())
}

pub(crate) fn lost() -> Answer {
    Err(HttpError::Unknown("connection reset".to_owned()))
}

pub(crate) fn not_sent() -> Answer {
    Err(HttpError::NotSent("connection refused".to_owned()))
}

/// `Ok` or what ended it, in a word a table can hold.
pub(crate) fn verdict(result: &Result<String, CallError>) -> &'static str {
    use kgas_transport::Cause;
    match result {
        Ok(_) => "ok",
        Err(err) => match err.cause {
            Cause::Refused(_) => "refused",
            Cause::Malformed(_) => "malformed",
            Cause::Http(_) => "http",
            Cause::OutcomeUnknown(_) => "unknown",
            Cause::Paused(_) => "paused",
            Cause::Late => "late",
            Cause::Unprepared(_) => "unprepared",
            Cause::Unrenewed(_) => "unrenewed",
            Cause::Stopped(_) => "stopped",
        },
    }
}
