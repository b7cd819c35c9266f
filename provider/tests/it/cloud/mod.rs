//! The sandbox behind the provider's own way of sending: no socket, no real time, no chance. The clouds' time is tokio's,
//! which is paused, so that every wait ends at once and in the right order.

mod fault;
mod kubernetes;
mod ledger;
mod words;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use kgas_sandbox::{Cut, Moment, Timing, World, handle};
use kgas_transport::{Clock, Http, HttpError, PausedClock};
use serde_json::Value;
use tokio::sync::watch;

pub(crate) use fault::{FAULTS, Fault, Target};
pub(crate) use kubernetes::TOKEN_FILE;
pub(crate) use ledger::{Ledger, Made};
pub(crate) use words::{REGION, Write, masked};

use fault::Strike;
use words::Asked;

/// How long a request is on its way.
const LATENCY: Duration = Duration::from_millis(50);

/// A cloud that lives as long as its clones, with the fault that is planned for it.
#[derive(Clone)]
pub(crate) struct Cloud {
    shared: Arc<Shared>,
}

struct Shared {
    inner: Mutex<Inner>,
    clock: PausedClock,
    killed: watch::Sender<bool>,
}

pub(crate) struct Inner {
    pub(crate) world: World,
    pub(crate) ledger: Ledger,
    strike: Option<Strike>,
    points: Option<Vec<Point>>,
    stop: Box<dyn Fn() + Send>,
}

/// A write, and the world before it.
pub(crate) struct Point {
    pub(crate) write: Write,
    /// What had been made.
    pub(crate) made: Made,
    world: World,
    books: Ledger,
    now: Moment,
}

impl Point {
    /// A cloud that stands there.
    pub(crate) fn cloud(&self) -> Cloud {
        Cloud::from(self.world.clone(), self.books.fork(), self.now)
    }
}

/// What the caller gets.
enum Got {
    Answer(Response<Bytes>),
    Lost,
    /// Nothing: the caller is gone.
    Killed,
}

impl Cloud {
    /// A cloud with others' objects in it and none of ours.
    pub(crate) fn new(timing: Timing) -> Self {
        let mut world = World::new(1, timing);
        words::strangers(&mut world, Moment::EPOCH);
        let ledger = Ledger::new(&mut world, Moment::EPOCH);
        Self::from(world, ledger, Moment::EPOCH)
    }

    /// The same world again from here on, as often as one likes, with books of its own.
    pub(crate) fn fork(&self) -> Self {
        let inner = self.inner();
        Self::from(inner.world.clone(), inner.ledger.fork(), self.now())
    }

    /// The world before each write so far, if it [`keeps`](Self::keeps) them.
    pub(crate) fn points(&self) -> Vec<Point> {
        std::mem::take(&mut self.inner().points).unwrap_or_default()
    }

    /// From now on the world before each write is kept.
    pub(crate) fn keeps(&self) {
        self.inner().points = Some(Vec::new());
    }

    fn from(world: World, ledger: Ledger, now: Moment) -> Self {
        let inner = Inner { world, ledger, strike: None, points: None, stop: Box::new(|| {}) };
        let clock = PausedClock::at(SystemTime::UNIX_EPOCH + Duration::from_millis(now.0));
        let shared = Shared { inner: Mutex::new(inner), clock, killed: watch::Sender::new(false) };
        Self { shared: Arc::new(shared) }
    }

    /// Plans a fault for a write.
    pub(crate) fn strikes(&self, target: Target, fault: Fault) {
        self.inner().strike = Some(Strike::new(target, fault));
    }

    /// How often the planned fault has had its effect.
    pub(crate) fn fired(&self) -> usize {
        self.inner().strike.as_ref().map_or(0, |strike| strike.fired)
    }

    /// A provider starts, which is asked to stop by `stop`.
    pub(crate) fn starts(&self, stop: impl Fn() + Send + 'static) {
        self.shared.killed.send_replace(false);
        let inner = &mut *self.inner();
        inner.stop = Box::new(stop);
        inner.ledger.next_run();
    }

    /// Returns when the provider is killed.
    pub(crate) async fn killed(&self) {
        let _ = self.shared.killed.subscribe().wait_for(|killed| *killed).await;
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(self.shared.clock.clone())
    }

    pub(crate) fn http(&self) -> Arc<dyn Http> {
        Arc::clone(&self.shared) as _
    }

    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.shared.inner()
    }

    pub(crate) fn now(&self) -> Moment {
        self.shared.now()
    }

    /// Ids of the subnets that the account has had from the beginning.
    pub(crate) fn subnets(&self) -> Value {
        let inventory = self.sandbox("GET", "inventory", &Value::Null);
        let objects = inventory["objects"].as_array().unwrap().iter();
        let subnets = objects.filter(|object| object["kind"] == "subnet" && object["default"] == true);
        subnets.map(|subnet| subnet["id"].clone()).collect()
    }

    /// Asks the sandbox itself.
    pub(crate) fn sandbox(&self, method: &str, what: &str, body: &Value) -> Value {
        words::sandbox(&mut self.inner().world, self.now(), method, what, body)
    }
}

impl Shared {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Moment {
        Moment::default().after(self.clock.wall().duration_since(SystemTime::UNIX_EPOCH).unwrap())
    }
}

#[async_trait]
impl Http for Shared {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        self.clock.sleep(LATENCY).await;
        let got = self.inner().take(&request, self.now());
        match got {
            Got::Answer(answer) => Ok(answer),
            Got::Lost => Err(HttpError::Unknown("the connection was closed".to_owned())),
            Got::Killed => {
                self.killed.send_replace(true);
                std::future::pending().await
            }
        }
    }
}

impl Inner {
    fn take(&mut self, request: &Request<Bytes>, now: Moment) -> Got {
        let asked = Asked::of(request);
        self.ledger.asked(&asked, now);
        if asked.reads {
            let replica = self.strike.as_mut().and_then(|strike| strike.replica(now));
            let answer = handle(replica.unwrap_or(&mut self.world), request, now);
            return got(answer);
        }
        if let Some(points) = &mut self.points {
            let (write, made) = (asked.write.clone(), self.ledger.made.clone());
            points.push(Point { write, made, world: self.world.clone(), books: self.ledger.fork(), now });
        }
        match self.strike.as_mut().and_then(|strike| strike.due(&asked.write)) {
            None => got(self.write(request, &asked, now)),
            Some(fault) => self.struck(fault, request, &asked, now),
        }
    }

    /// A write that meets its fault.
    fn struck(&mut self, fault: Fault, request: &Request<Bytes>, asked: &Asked, now: Moment) -> Got {
        match fault {
            Fault::KilledBefore => Got::Killed,
            Fault::KilledAfter => {
                let _ = self.write(request, asked, now);
                Got::Killed
            }
            Fault::ReplyLost => {
                let _ = self.write(request, asked, now);
                Got::Lost
            }
            Fault::DoneTwice => {
                let _ = self.write(request, asked, now);
                // The second arrival is the network's doing, not the provider's.
                let answer = handle(&mut self.world, request, now);
                self.look(asked, now, false);
                got(answer)
            }
            Fault::Throttled | Fault::Conflict => {
                words::plan_fault(&mut self.world, now, fault);
                let answer = handle(&mut self.world, request, now);
                self.ledger.refused(asked, &answer, now);
                got(answer)
            }
            Fault::StaleRead => {
                let before = self.world.clone();
                let answer = self.write(request, asked, now);
                if let Some(strike) = &mut self.strike {
                    strike.show(before, now);
                }
                got(answer)
            }
            Fault::StopRequested => {
                (self.stop)();
                let answer = self.write(request, asked, now);
                self.ledger.stopped();
                got(answer)
            }
        }
    }

    fn write(&mut self, request: &Request<Bytes>, asked: &Asked, now: Moment) -> Response<Bytes> {
        let answer = handle(&mut self.world, request, now);
        self.ledger.wrote(asked, &answer);
        self.look(asked, now, true);
        answer
    }

    /// Looks what a write has changed, where it was written.
    fn look(&mut self, asked: &Asked, now: Moment, ours: bool) {
        if asked.is_for_kubernetes() {
            self.ledger.look_into(&mut self.world, now);
        } else {
            self.ledger.look(&mut self.world, now, ours);
        }
    }
}

fn got(answer: Response<Bytes>) -> Got {
    if answer.extensions().get::<Cut>().is_some() { Got::Lost } else { Got::Answer(answer) }
}
