//! One call, from request to result.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Response};
use kgas_api::{ApiError, Call, Service};

use crate::retry::{Attempts, Decision, Failure, Pauses, asked_for, date, decide, may_have_happened};
use crate::trace::Line;
use crate::{Budget, CallError, Cause, Class, Clock, Http, Policy, Prepared, Stop, Target};

/// Milliseconds of difference that cannot be why a signature was not accepted: AWS takes five minutes.
const TOLERATED: u64 = 240_000;

/// Makes calls. It is the only thing that sends a request twice. Clones share budget, rests, clock correction and
/// connections.
#[derive(Clone)]
pub struct Client {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    target: Arc<dyn Target>,
    stop: Stop,
    budget: Arc<Budget>,
    policy: Policy,
    shared: Arc<Shared>,
}

/// What all calls to a target learn and use together.
struct Shared {
    pauses: Pauses,
    /// Milliseconds by which the services' clock is ahead of ours.
    ahead: AtomicI64,
    jitter: Mutex<fastrand::Rng>,
}

impl Shared {
    fn new(jitter: fastrand::Rng) -> Arc<Self> {
        Arc::new(Self { pauses: Pauses::default(), ahead: AtomicI64::new(0), jitter: Mutex::new(jitter) })
    }
}

impl Client {
    /// A client with the usual patience and a budget of its own.
    #[must_use]
    pub fn new(http: Arc<dyn Http>, clock: Arc<dyn Clock>, target: Arc<dyn Target>, stop: Stop) -> Self {
        Self {
            http,
            clock,
            target,
            stop,
            budget: Arc::default(),
            policy: Policy::default(),
            shared: Shared::new(fastrand::Rng::new()),
        }
    }

    /// The same client for an operation that is told to stop by `stop`.
    #[must_use]
    pub fn with_stop(&self, stop: Stop) -> Self {
        Self { stop, ..self.clone() }
    }

    /// Shares a budget with other clients.
    #[must_use]
    pub fn with_budget(self, budget: Arc<Budget>) -> Self {
        Self { budget, ..self }
    }

    /// With other bounds.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// With waits drawn from `seed`, so that a test sees the same ones every time.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { shared: Shared::new(fastrand::Rng::with_seed(seed)), ..self }
    }

    /// Sends a call until it has a result, an answer that will not change, or no more patience.
    ///
    /// # Errors
    /// [`CallError`]. If [`CallError::outcome_unknown`], the caller has to look before it sends anything again.
    pub async fn call<T>(&self, call: Call<T>) -> Result<T, CallError> {
        self.call_within(call, Duration::MAX).await
    }

    /// The same for a caller in a hurry: no attempt starts later than `limit` from now. One that has started ends by
    /// itself, within the time-out of its connection.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_within<T>(&self, call: Call<T>, limit: Duration) -> Result<T, CallError> {
        let begin = self.clock.monotonic();
        let mut so_far = Attempts::default();
        let policy = self.policy.within(limit);
        self.attempts(&call, &policy, begin, &mut so_far).await.map_err(|cause| CallError {
            service: self.target.label(call.service),
            operation: call.operation,
            attempts: so_far.sent,
            unknown: so_far.unknown,
            elapsed: self.clock.monotonic().saturating_sub(begin),
            cause,
        })
    }

    async fn attempts<T>(
        &self,
        call: &Call<T>,
        policy: &Policy,
        begin: Duration,
        so_far: &mut Attempts,
    ) -> Result<T, Cause> {
        let line = Line { service: self.target.label(call.service), operation: call.operation };
        let deadline = begin.saturating_add(policy.patience);
        let mut last = None;
        let mut taken = 0;
        let mut resynced = false;
        loop {
            self.pause(call.service, deadline, last.as_ref()).await?;
            let prepared = self.target.prepare(call.service, &call.request, self.service_time()).await;
            let Prepared { request, generation } = prepared.map_err(|err| Cause::Unprepared(err.0))?;
            if self.stop.is_requested() {
                return Err(stopped(last.as_ref()));
            }
            let sent = self.clock.monotonic();
            if sent > deadline {
                return Err(last.map_or(Cause::Late, Cause::from));
            }
            so_far.sent += 1;
            let answer = self.http.send(request).await;
            let now = self.clock.monotonic();
            line.answered(so_far.sent, now.saturating_sub(sent), &answer);
            so_far.elapsed = now.saturating_sub(begin);
            let headers = answer.as_ref().map(|answer| answer.headers().clone()).unwrap_or_default();
            let failure = match self.read(call, answer) {
                Ok(result) => {
                    self.budget.give(taken);
                    return Ok(result);
                }
                Err(failure) => failure,
            };
            so_far.unknown |= may_have_happened(&failure) && !call.request.method().is_safe();
            let asked = self.leave_alone(call.service, &failure, &headers, now);
            let skew = self.skew(&headers);
            so_far.skewed = !resynced && skew.abs_diff(self.shared.ahead.load(Ordering::Relaxed)) >= TOLERATED;
            match decide(&failure, call.repeat, so_far, policy) {
                Decision::GiveUp => return Err(failure.into()),
                Decision::OutcomeUnknown => return Err(Cause::OutcomeUnknown(failure.to_string())),
                Decision::Renew => {
                    so_far.renewed = true;
                    self.target.renew(generation).await.map_err(|err| Cause::Unrenewed(err.0))?;
                }
                Decision::Resync => {
                    resynced = true;
                    self.shared.ahead.store(skew, Ordering::Relaxed);
                }
                Decision::Again { ceiling, patience, cost } => {
                    let left = patience.saturating_sub(so_far.elapsed);
                    let wait = self.draw(ceiling).max(asked);
                    if wait > left {
                        return Err(failure.into());
                    }
                    let Some(credit) = self.budget.take(cost, now, left) else { return Err(failure.into()) };
                    taken = cost;
                    let wait = wait.max(credit);
                    line.waiting(so_far.sent, wait, &failure);
                    self.wait(wait, Some(&failure)).await?;
                }
            }
            last = Some(failure);
        }
    }

    fn read<T>(&self, call: &Call<T>, answer: Result<Response<Bytes>, crate::HttpError>) -> Result<T, Failure> {
        let answer = answer.map_err(Failure::Http)?;
        (call.response)(&answer).map_err(|err| {
            let class = match &err {
                ApiError::Refused(refusal) => self.target.classify(refusal),
                ApiError::Malformed { status, .. } if *status >= 500 => Class::Transient,
                ApiError::Malformed { .. } => Class::Final,
            };
            Failure::Api(err, class)
        })
    }

    /// Waits while the service wants to be left alone.
    async fn pause(&self, service: Service, deadline: Duration, last: Option<&Failure>) -> Result<(), Cause> {
        loop {
            if self.stop.is_requested() {
                return Err(stopped(last));
            }
            let now = self.clock.monotonic();
            let rest = self.shared.pauses.remaining(service, now);
            if rest.is_zero() {
                return Ok(());
            }
            if now + rest > deadline {
                return Err(last.cloned().map_or(Cause::Paused(rest), Cause::from));
            }
            // Calls that waited together do not come back together.
            let spread = self.draw(self.policy.throttled_base).min(deadline.saturating_sub(now + rest));
            self.wait(rest + spread, last).await?;
        }
    }

    /// How long the service asked to be left alone, by every call.
    fn leave_alone(&self, service: Service, failure: &Failure, headers: &HeaderMap, now: Duration) -> Duration {
        let in_body = match failure {
            Failure::Api(ApiError::Refused(refusal), _) => refusal.retry_after,
            _ => None,
        };
        let asked = asked_for(headers, self.clock.wall()).or(in_body).unwrap_or_default();
        if !asked.is_zero() {
            self.shared.pauses.extend(service, now + asked);
        }
        asked
    }

    async fn wait(&self, duration: Duration, last: Option<&Failure>) -> Result<(), Cause> {
        tokio::select! {
            () = self.clock.sleep(duration) => Ok(()),
            () = self.stop.requested() => Err(stopped(last)),
        }
    }

    /// A random part of `ceiling`: calls that failed together do not come back together.
    fn draw(&self, ceiling: Duration) -> Duration {
        ceiling.mul_f64(self.shared.jitter.lock().unwrap_or_else(PoisonError::into_inner).f64())
    }

    /// The time of day as the services see it.
    pub(crate) fn service_time(&self) -> SystemTime {
        let ahead = self.shared.ahead.load(Ordering::Relaxed);
        let by = Duration::from_millis(ahead.unsigned_abs());
        let now = self.clock.wall();
        if ahead < 0 { now - by } else { now + by }
    }

    /// Milliseconds by which an answer's clock is ahead of ours; as before if the answer does not tell.
    fn skew(&self, headers: &HeaderMap) -> i64 {
        let before = self.shared.ahead.load(Ordering::Relaxed);
        let Some(theirs) = date(headers) else { return before };
        match theirs.duration_since(self.clock.wall()) {
            Ok(ahead) => i64::try_from(ahead.as_millis()).unwrap_or(before),
            Err(behind) => i64::try_from(behind.duration().as_millis()).map_or(before, |millis| -millis),
        }
    }
}

fn stopped(last: Option<&Failure>) -> Cause {
    Cause::Stopped(last.map(ToString::to_string))
}

impl From<Failure> for Cause {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Http(err) => Self::Http(err),
            Failure::Api(ApiError::Refused(refusal), _) => Self::Refused(refusal),
            Failure::Api(err @ ApiError::Malformed { .. }, _) => Self::Malformed(err),
        }
    }
}
