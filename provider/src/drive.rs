//! Look, decide, act, and look again: the loop under every resource.

use std::future::Future;
use std::time::{Duration, UNIX_EPOCH};

use kgas_engine::{Millis, Step};
use kgas_transport::{CallError, Clock};
use tfplugin_rs::Stop;

/// How often in a row a request may come to nothing before that is the end.
const SETBACKS: u32 = 60;

/// What a resource can see, decide and do.
pub(crate) trait World: Sync {
    /// All that a decision needs to know.
    type Seen: Send + Sync;
    /// One request.
    type Action: Send + Sync;
    /// What a wait waits for.
    type Waiting: Send;
    /// Why there is no way on.
    type Problem: Send;

    /// Looks.
    fn observe(&self) -> impl Future<Output = Result<Self::Seen, CallError>> + Send;

    /// Decides.
    fn next(&self, seen: &Self::Seen, now: Millis) -> Step<Self::Action, Self::Waiting, Self::Problem>;

    /// Sends the one request of `action`, decided on `seen`.
    fn perform(&self, action: &Self::Action, seen: &Self::Seen) -> impl Future<Output = Result<(), CallError>> + Send;

    /// Whether a refusal only says that something else is under way, or that what was seen is out of date.
    fn is_setback(&self, err: &CallError) -> bool;

    /// How long to leave things alone after that.
    fn pause(&self) -> Duration;
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct End<S, W, P> {
    /// What was seen last; nothing when not even the first look succeeded.
    pub(crate) seen: Option<S>,
    /// Whether anything was sent that may have changed something.
    pub(crate) acted: bool,
    /// Why it ended.
    pub(crate) why: Why<W, P>,
}

/// Why a run ended.
#[derive(Debug)]
pub(crate) enum Why<W, P> {
    /// The goal is reached.
    Done,
    /// The user asked to stop.
    Stopped,
    /// Time is up, while waiting for this if for anything.
    TimedOut(Option<W>),
    /// A call failed.
    Failed(CallError),
    /// There is no way on.
    Stuck(P),
}

/// An end of what a world sees.
pub(crate) type EndOf<W> = End<<W as World>::Seen, <W as World>::Waiting, <W as World>::Problem>;

/// Drives `world` until it says so, the user asks to stop, or `time` is up.
pub(crate) async fn drive<W: World>(world: &W, clock: &dyn Clock, stop: &Stop, time: Duration) -> EndOf<W> {
    let deadline = clock.monotonic() + time;
    let mut end = End { seen: None, acted: false, why: Why::Stopped };
    let mut setbacks = 0;
    loop {
        let seen = match world.observe().await {
            Ok(seen) => &*end.seen.insert(seen),
            Err(err) => return End { why: failed(err, stop), ..end },
        };
        if stop.is_requested() {
            return end;
        }
        let decided = world.next(seen, now(clock));
        let left = deadline.saturating_sub(clock.monotonic());
        let (until, waiting) = match decided {
            Step::Done => return End { why: Why::Done, ..end },
            Step::Stuck(problem) => return End { why: Why::Stuck(problem), ..end },
            Step::Wait { until, why } => (Duration::from_millis(until.0.saturating_sub(now(clock).0)), Some(why)),
            Step::Do(_) if left.is_zero() => (Duration::ZERO, None),
            Step::Do(action) => {
                // Before the answer: a lost one is an act too.
                end.acted = true;
                match world.perform(&action, seen).await {
                    Ok(()) => {
                        setbacks = 0;
                        continue;
                    }
                    Err(err) if setbacks < SETBACKS && (err.outcome_unknown() || world.is_setback(&err)) => {
                        setbacks += 1;
                        (world.pause(), None)
                    }
                    Err(err) => {
                        let newest = world.observe().await.ok();
                        return End { seen: newest.or(end.seen), acted: true, why: failed(err, stop) };
                    }
                }
            }
        };
        if left.is_zero() {
            return End { why: Why::TimedOut(waiting), ..end };
        }
        tokio::select! {
            () = clock.sleep(until.min(left)) => {}
            () = stop.requested() => return end,
        }
    }
}

/// A call that the stop ended did not fail.
fn failed<W, P>(err: CallError, stop: &Stop) -> Why<W, P> {
    if stop.is_requested() && err.is_stopped() { Why::Stopped } else { Why::Failed(err) }
}

/// The time of day, as decisions take it.
pub(crate) fn now(clock: &dyn Clock) -> Millis {
    let since = clock.wall().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
