//! The traffic so far: what it was since when.
use std::time::Duration;

use super::traffic::Flow;
use crate::moment::Moment;

/// Each change of the traffic, in the order of time.
#[derive(Clone, Debug, Default)]
pub(crate) struct History(Vec<(Moment, Vec<Flow>)>);

/// What came in a while.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Total {
    pub(super) requests: f64,
    pub(super) errors: f64,
    /// Seconds that all requests took together.
    pub(super) busy: f64,
}

impl History {
    /// Notes what the traffic is from `now` on.
    pub(crate) fn note(&mut self, now: Moment, flows: Vec<Flow>) {
        match self.0.last_mut() {
            Some((_, last)) if *last == flows => {}
            Some((at, last)) if *at == now => *last = flows,
            None if flows.is_empty() => {}
            _ => self.0.push((now, flows)),
        }
    }

    /// All traffic that there ever was, each kind once for each change.
    pub(super) fn flows(&self) -> impl Iterator<Item = &Flow> {
        self.0.iter().flat_map(|(_, flows)| flows)
    }

    /// What came of the flows that are `wanted` in the last `window` before `now`; from the beginning when there is none.
    pub(super) fn over(&self, window: Option<Duration>, now: Moment, wanted: impl Fn(&Flow) -> bool) -> Total {
        let millis = window.map(|window| u64::try_from(window.as_millis()).unwrap_or(u64::MAX));
        let from = Moment(millis.map_or(0, |millis| now.0.saturating_sub(millis)));
        let ends = self.0.iter().skip(1).map(|(at, _)| *at).chain([now]);
        let mut total = Total::default();
        for ((begin, flows), end) in self.0.iter().zip(ends) {
            let (begin, end) = ((*begin).max(from), end.min(now));
            if end <= begin {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "a span in milliseconds is far below 2^53")]
            let seconds = (end.0 - begin.0) as f64 / 1000.0;
            for flow in flows.iter().filter(|flow| wanted(flow)) {
                total.requests += flow.rate * seconds;
                total.errors += flow.errors * seconds;
                total.busy += flow.busy * seconds;
            }
        }
        total
    }
}
