//! Look, decide, act, and look again: the loop under every resource.

use std::future::Future;
use std::time::{Duration, UNIX_EPOCH};

use kgas_engine::{Millis, Step};
use kgas_transport::{CallError, Clock};
use tfplugin_rs::Stop;

/// How often in a row a request may come to nothing before that is the end.
const SETBACKS: u32 = 60;
/// What a stop leaves for the last requests.
const LAST_WORDS: Duration = Duration::from_secs(10);

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
    ///
    /// * `setbacks`: how often in a row it has been so, from 1.
    fn pause(&self, setbacks: u32) -> Duration;
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
    /// A request failed.
    Failed(CallError),
    /// A look failed: what is there now is not known.
    Unseen(CallError),
    /// There is no way on.
    Stuck(P),
}

/// An end of what a world sees.
pub(crate) type EndOf<W> = End<<W as World>::Seen, <W as World>::Waiting, <W as World>::Problem>;

/// Drives `world` until it says so, the user asks to stop, or `time` is up. What was seen once is looked for again and again
/// while the network or the cloud is in trouble: something may be in the making.
pub(crate) async fn drive<W: World>(world: &W, clock: &dyn Clock, stop: &Stop, time: Duration) -> EndOf<W> {
    let steady = Steady::from_now(clock);
    let mut end = End { seen: None, acted: false, why: Why::Stopped };
    let mut setbacks = 0;
    loop {
        let seen = match world.observe().await {
            Ok(seen) => &*end.seen.insert(seen),
            Err(err) if end.seen.is_some() && err.may_pass() && steady.passed() < time => {
                tracing::warn!(%err, "a look failed, and is repeated");
                tokio::select! {
                    () = clock.sleep(world.pause(1)) => continue,
                    () = stop.requested() => return end,
                }
            }
            Err(err) => return End { why: failed(err, stop, Why::Unseen), ..end },
        };
        if stop.is_requested() {
            return end;
        }
        let now = steady.now();
        let decided = world.next(seen, now);
        let left = time.saturating_sub(steady.passed());
        let (until, waiting) = match decided {
            Step::Done => return End { why: Why::Done, ..end },
            Step::Stuck(problem) => return End { why: Why::Stuck(problem), ..end },
            Step::Wait { until, why } => (Duration::from_millis(until.0.saturating_sub(now.0)), Some(why)),
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
                        (world.pause(setbacks), None)
                    }
                    Err(err) => {
                        let newest = world.observe().await.ok();
                        return End { seen: newest.or(end.seen), acted: true, why: failed(err, stop, Why::Failed) };
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

/// After a run was ended early: its last requests, the release of a lock among them.
///
/// * `world`: for the goal of these.
pub(crate) async fn let_go<W: World>(world: &W, clock: &dyn Clock, end: EndOf<W>) -> EndOf<W> {
    if matches!(end.why, Why::Done | Why::Stuck(_)) {
        return end;
    }
    let begun = clock.monotonic();
    let mut last = drive(world, clock, &Stop::never(), LAST_WORDS).await;
    // What ended the run may still stand against its last words.
    while matches!(&last.why, Why::Unseen(err) | Why::Failed(err) if err.may_pass())
        && clock.monotonic().saturating_sub(begun) < LAST_WORDS
    {
        clock.sleep(world.pause(1)).await;
        last = drive(world, clock, &Stop::never(), LAST_WORDS).await;
    }
    let seen = last.seen.or(end.seen);
    let acted = end.acted || last.acted;
    // Why the run ended stays the reason; how it stands is what the last look showed.
    let why = match (end.why, last.why) {
        (Why::Stopped, Why::Stuck(problem)) => Why::Stuck(problem),
        (why, _) => why,
    };
    End { seen, acted, why }
}

/// A call that the stop ended did not fail.
fn failed<W, P>(err: CallError, stop: &Stop, otherwise: fn(CallError) -> Why<W, P>) -> Why<W, P> {
    if stop.is_requested() && err.is_stopped() { Why::Stopped } else { otherwise(err) }
}

/// The time of day as it passes within a run. The wall's clock may jump in the middle of one, and what is waited for would move
/// with it.
pub(crate) struct Steady<'a> {
    clock: &'a dyn Clock,
    start: Millis,
    begun: Duration,
}

impl<'a> Steady<'a> {
    /// From the wall's time now on.
    pub(crate) fn from_now(clock: &'a dyn Clock) -> Self {
        Self { clock, start: now(clock), begun: clock.monotonic() }
    }

    /// How long that was ago.
    pub(crate) fn passed(&self) -> Duration {
        self.clock.monotonic().saturating_sub(self.begun)
    }

    /// The time.
    pub(crate) fn now(&self) -> Millis {
        self.start.after(millis(self.passed()))
    }
}

/// The time of day, as decisions take it.
pub(crate) fn now(clock: &dyn Clock) -> Millis {
    Millis(millis(clock.wall().duration_since(UNIX_EPOCH).unwrap_or_default()))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Mutex;
    use std::time::SystemTime;

    use async_trait::async_trait;
    use kgas_transport::PausedClock;

    use super::*;

    const HOUR: Duration = Duration::from_hours(1);
    const PAUSE: u64 = 10_000;

    /// A clock whose time of day is an hour earlier than before each time it is looked at.
    struct Jumping {
        steady: PausedClock,
        wall: Mutex<SystemTime>,
    }

    #[async_trait]
    impl Clock for Jumping {
        fn wall(&self) -> SystemTime {
            let mut wall = self.wall.lock().unwrap();
            *wall -= HOUR;
            *wall
        }

        fn monotonic(&self) -> Duration {
            self.steady.monotonic()
        }

        async fn sleep(&self, duration: Duration) {
            self.steady.sleep(duration).await;
        }
    }

    /// A world in which there is nothing to do but to wait, three times.
    #[derive(Default)]
    struct Waiting {
        waits: Mutex<Vec<u64>>,
    }

    impl World for Waiting {
        type Seen = ();
        type Action = Infallible;
        type Waiting = ();
        type Problem = Infallible;

        async fn observe(&self) -> Result<(), CallError> {
            Ok(())
        }

        fn next(&self, (): &(), now: Millis) -> Step<Infallible, (), Infallible> {
            let mut waits = self.waits.lock().unwrap();
            if waits.len() == 3 {
                return Step::Done;
            }
            waits.push(now.0);
            Step::Wait { until: Millis(now.0 + PAUSE), why: () }
        }

        async fn perform(&self, action: &Infallible, (): &()) -> Result<(), CallError> {
            match *action {}
        }

        fn is_setback(&self, _: &CallError) -> bool {
            false
        }

        fn pause(&self, _: u32) -> Duration {
            Duration::ZERO
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_jumps_back_prolongs_no_wait() {
        let start = UNIX_EPOCH + Duration::from_hours(24 * 365);
        let clock = Jumping { steady: PausedClock::at(start), wall: Mutex::new(start) };
        let world = Waiting::default();
        let end = drive(&world, &clock, &Stop::never(), HOUR).await;
        assert!(matches!(end.why, Why::Done), "{:?}", end.why);
        let waits = world.waits.into_inner().unwrap();
        assert_eq!([waits[1] - waits[0], waits[2] - waits[1]], [PAUSE; 2]);
        assert_eq!(clock.monotonic(), 3 * Duration::from_millis(PAUSE));
    }
}
