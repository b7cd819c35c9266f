//! A cluster in memory: what a rollout sees of it, and what it makes of a request.

use std::collections::BTreeSet;

use kgas_engine::Millis;
use kgas_engine::rollout::{
    Action, Adopted, BySlot, Deployment, Finding, Gate, Guard, Header, Journal, Judgement, Lease, Revision, Routing,
    Seen, Served, Slot, SlotSeen, Spec, Template, Traffic,
};

use super::ingresses::Ingresses;

/// Milliseconds that a pod takes to become available, and a route to be taken up.
pub(super) const READY: u64 = 3_000;
const TAKEN_UP: u64 = 500;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held {
    pub(super) holder: Option<String>,
    pub(super) epoch: u64,
    renewed: u64,
}

/// A Deployment by its pods: for each the time from which it is available.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Running {
    pub(super) revision: Revision,
    pub(super) pods: Vec<Millis>,
    pub(super) epoch: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Place {
    pub(super) deployment: Option<Running>,
    pub(super) service: bool,
    pub(super) autoscaler: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Route {
    pub(super) a: u32,
    pub(super) epoch: Option<u64>,
    changed: Millis,
    /// Where requests with the declared header go.
    pub(super) header: Header,
    /// What it is made of, where it is not one object.
    pub(super) ingresses: Option<Ingresses>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken {
    pub(super) revision: Revision,
    pub(super) pods: Vec<Millis>,
    pub(super) had: Option<u32>,
}

/// A refusal, in a word.
pub(super) type Refused = &'static str;

#[expect(clippy::struct_excessive_bools, reason = "each is a thing that a test turns on by itself")]
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    pub(super) now: Millis,
    pub(super) lease: Option<Held>,
    pub(super) journal: Option<(Journal, u64)>,
    pub(super) slots: BySlot<Place>,
    pub(super) route: Option<Route>,
    /// A route is two objects.
    pub(super) two: bool,
    pub(super) adopted: Option<Taken>,
    pub(super) copies: BTreeSet<Revision>,
    /// Revisions whose errors show as soon as they have traffic, and those whose pods never become available.
    pub(super) bad: BTreeSet<Revision>,
    pub(super) broken: BTreeSet<Revision>,
    pub(super) gate: Gate,
    /// No gateway takes up weights but the one that has everything go to slot a.
    pub(super) deaf: bool,
    pub(super) approved: Option<(u64, u32)>,
    /// There shall be a dead man; and since when it runs, once it was made.
    pub(super) guarded: bool,
    pub(super) guard: Option<Millis>,
    pub(super) guard_failed: bool,
    pub(super) frozen: Option<(u32, Box<Look>)>,
    pub(super) versions: u64,
}

/// A look, with what a write refers to.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) seen: Seen,
    pub(super) journal: Option<u64>,
    pub(super) lease: Option<(u64, u64)>,
}

fn available(pods: &[Millis], now: Millis) -> u32 {
    u32::try_from(pods.iter().filter(|ready| **ready <= now).count()).unwrap()
}

fn count(pods: &[Millis]) -> u32 {
    u32::try_from(pods.len()).unwrap()
}

impl World {
    /// The next looks show what there is now.
    pub(super) fn freeze(&mut self, looks: u32, spec: &Spec) {
        self.frozen = Some((looks, Box::new(self.fresh(spec))));
    }

    pub(super) fn look(&mut self, spec: &Spec) -> Look {
        match self.frozen.take() {
            Some((looks, look)) if looks > 0 => {
                self.frozen = Some((looks - 1, look.clone()));
                *look
            }
            _ => self.fresh(spec),
        }
    }

    fn fresh(&self, spec: &Spec) -> Look {
        let lease = self.lease.as_ref().map(|held| Lease {
            holder: held.holder.clone(),
            epoch: held.epoch,
            renewed: held.renewed.to_string(),
            ..Lease::default()
        });
        let slots = BySlot::of(|slot| {
            let place = self.slots.get(slot);
            let deployment = place.deployment.as_ref().map(|running| Deployment {
                revision: Some(running.revision.clone()),
                asked: count(&running.pods),
                available: available(&running.pods, self.now),
                pods: count(&running.pods),
                current: true,
                trouble: None,
                epoch: running.epoch,
            });
            SlotSeen {
                deployment,
                service: if place.service { Served::AsWanted } else { Served::Missing },
                autoscaler: place.autoscaler,
            }
        });
        let traffic = (spec.routing != Routing::Ratio).then(|| match &self.route {
            None => Traffic::default(),
            Some(route) => Traffic {
                exists: true,
                weights: Some(BySlot { a: route.a, b: 100 - route.a }),
                accepted: self.now >= route.changed.after(TAKEN_UP) && (!self.deaf || route.a == 100),
                refused: None,
                epoch: route.epoch,
                as_declared: route.ingresses.as_ref().is_none_or(|two| two.as_declared(self.stable())),
                header: route.header,
                steady: 0,
            },
        });
        let adopted = self.adopted.as_ref().map(|taken| Adopted {
            revision: taken.revision.clone(),
            asked: count(&taken.pods),
            available: available(&taken.pods, self.now),
            had: taken.had,
        });
        let seen = Seen {
            lease,
            journal: self.journal.as_ref().map(|(journal, _)| journal.clone()),
            slots,
            traffic,
            adopted,
            copies_missing: !self.copies.contains(&spec.revision),
            judgement: self.judgement(spec),
            gate: self.gate.clone(),
            approved: self.approved,
            guard: match self.guard {
                _ if !self.guarded => Guard::NotWanted,
                _ if self.guard_failed => Guard::Failed { why: "BackoffLimitExceeded".to_owned() },
                None => Guard::Missing,
                Some(since) if since <= self.now => Guard::Standing,
                Some(_) => Guard::Coming { trouble: Some("ImagePullBackOff".to_owned()) },
            },
            ..Seen::default()
        };
        Look {
            seen,
            journal: self.journal.as_ref().map(|(_, version)| *version),
            lease: self.lease.as_ref().map(|held| (held.epoch, held.renewed)),
        }
    }

    fn stable(&self) -> Slot {
        let stable = self.journal.as_ref().and_then(|(journal, _)| journal.stable.as_ref());
        stable.map_or(Slot::A, |stable| stable.slot)
    }

    /// One write of a router of two objects.
    fn steer(&mut self, a: u32, epoch: u64) -> Result<(), Refused> {
        let (stable, now) = (self.stable(), self.now);
        let before = self.route.take();
        let mut two = before.as_ref().and_then(|route| route.ingresses.clone());
        let moved = if let Some(two) = &mut two {
            two.steer(stable, a, epoch)
        } else {
            two = Some(Ingresses::new(stable, epoch));
            Ok(())
        };
        self.route = two.map(|two| {
            let same =
                before.filter(|before| before.ingresses.as_ref().is_some_and(|was| was.beside() == two.beside()));
            let header = same.as_ref().map_or(Header::Along, |before| before.header);
            let changed = same.filter(|_| moved.is_err()).map_or(now, |before| before.changed);
            Route { a: two.a(), epoch: two.epoch(), changed, header, ingresses: Some(two) }
        });
        moved
    }

    fn judgement(&self, spec: &Spec) -> Judgement {
        let candidate = self.journal.as_ref().and_then(|(journal, _)| journal.candidate.clone());
        let Some(candidate) = candidate.filter(|candidate| self.bad.contains(&candidate.revision)) else {
            return Judgement::Good;
        };
        let weight = self.weight(candidate.slot);
        let pods = spec.routing == Routing::Ratio && self.pods(candidate.slot) > 0;
        if weight == 0 && !pods {
            return Judgement::Good;
        }
        let text = |text: &str| text.to_owned();
        Judgement::Bad(Finding {
            metric: text("errors"),
            value: text("0.3"),
            bound: text("max 0.01"),
            evidence: text("1 of 1"),
        })
    }

    /// Percent of the route's traffic that a slot gets.
    pub(super) fn weight(&self, slot: Slot) -> u32 {
        self.route.as_ref().map_or(0, |route| if slot == Slot::A { route.a } else { 100 - route.a })
    }

    /// Pods of a slot.
    pub(super) fn pods(&self, slot: Slot) -> u32 {
        self.slots.get(slot).deployment.as_ref().map_or(0, |running| count(&running.pods))
    }

    /// Pods of a slot that are available.
    pub(super) fn available(&self, slot: Slot) -> u32 {
        self.slots.get(slot).deployment.as_ref().map_or(0, |running| available(&running.pods, self.now))
    }

    fn ready(&self, revision: &Revision) -> Millis {
        if self.broken.contains(revision) { Millis(u64::MAX) } else { self.now.after(READY) }
    }

    /// What `action`, decided on `look` by the run of `spec`, comes to.
    #[expect(clippy::too_many_lines, reason = "an arm for each action")]
    pub(super) fn take(&mut self, spec: &Spec, look: &Look, action: &Action) -> Result<(), Refused> {
        self.versions += 1;
        let version = self.versions;
        let epoch = look.lease.map_or(0, |(epoch, _)| epoch);
        let held = self.lease.as_ref().map(|held| (held.epoch, held.renewed));
        match action {
            Action::Acquire | Action::Renew | Action::Release => {
                if held != look.lease {
                    return Err("conflict");
                }
                let before = self.lease.take();
                let was = before.as_ref().map_or(0, |held| held.epoch);
                let holder = Some(spec.holder.clone());
                self.lease = Some(match action {
                    Action::Acquire => Held { holder, epoch: was + 1, renewed: version },
                    Action::Renew => Held { holder, epoch: was, renewed: version },
                    _ => Held { holder: None, epoch: was, renewed: version },
                });
            }
            Action::Write(journal) => {
                if self.journal.as_ref().map(|(_, version)| *version) != look.journal {
                    return Err("conflict");
                }
                self.journal = Some(((**journal).clone(), version));
            }
            Action::Copy => drop(self.copies.insert(spec.revision.clone())),
            Action::Deploy { slot, template, pods } => {
                let revision = match template {
                    Template::Wanted => spec.revision.clone(),
                    Template::Adopted => self.adopted.as_ref().ok_or("gone")?.revision.clone(),
                };
                let pods = vec![self.ready(&revision); *pods as usize];
                let place = self.slots.get_mut(*slot);
                if place.deployment.as_ref().is_some_and(|running| running.epoch != Some(epoch)) {
                    return Err("fenced");
                }
                place.deployment = Some(Running { revision, pods, epoch: Some(epoch) });
            }
            Action::Scale { slot, pods } => {
                let revision = self.slots.get(*slot).deployment.as_ref().ok_or("gone")?.revision.clone();
                let ready = self.ready(&revision);
                let running = self.slots.get_mut(*slot).deployment.as_mut().ok_or("gone")?;
                if running.epoch != Some(epoch) {
                    return Err("fenced");
                }
                // Those that are not available go first.
                running.pods.sort();
                running.pods.resize(*pods as usize, ready);
            }
            Action::Serve(slot) => self.slots.get_mut(*slot).service = true,
            Action::Autoscale { slot, least } => self.slots.get_mut(*slot).autoscaler = Some(*least),
            Action::StopAutoscaling(slot) => self.slots.get_mut(*slot).autoscaler = None,
            Action::Route { a } | Action::Weigh { a } | Action::Revert { a, .. } if self.two => {
                self.steer(*a, epoch)?;
                if let (Action::Revert { .. }, Some(route)) = (action, &mut self.route) {
                    route.header = Header::Along;
                }
            }
            Action::Route { a } => {
                if self.route.as_ref().is_some_and(|route| route.epoch != Some(epoch)) {
                    return Err("fenced");
                }
                self.route = Some(Route {
                    a: *a,
                    epoch: Some(epoch),
                    changed: self.now,
                    header: Header::Along,
                    ingresses: None,
                });
            }
            Action::FenceRoute => {
                let route = self.route.as_mut().ok_or("gone")?;
                route.epoch = match &mut route.ingresses {
                    None => Some(epoch),
                    Some(two) => {
                        two.fence(epoch);
                        two.epoch()
                    }
                };
            }
            Action::FenceSlot(slot) => {
                self.slots.get_mut(*slot).deployment.as_mut().ok_or("gone")?.epoch = Some(epoch);
            }
            Action::Weigh { a } | Action::Revert { a, .. } => {
                let now = self.now;
                let route = self.route.as_mut().filter(|route| route.epoch == Some(epoch)).ok_or("fenced")?;
                let header = if matches!(action, Action::Weigh { .. }) { route.header } else { Header::Along };
                if (route.a, route.header) != (*a, header) {
                    *route = Route { a: *a, epoch: Some(epoch), changed: now, header, ingresses: None };
                }
            }
            Action::Header(to) => {
                let now = self.now;
                let route = self.route.as_mut().filter(|route| route.epoch == Some(epoch)).ok_or("fenced")?;
                if route.ingresses.as_ref().is_some_and(|two| to.is_some() && two.beside() != *to) {
                    return Err("no such backend beside it");
                }
                route.header = to.map_or(Header::Along, Header::To);
                route.changed = now;
            }
            Action::Guard => {
                self.guard_failed = false;
                self.guard.get_or_insert(self.now.after(READY));
            }
            Action::Retire => {
                let taken = self.adopted.as_mut().ok_or("gone")?;
                taken.had = Some(taken.had.unwrap_or(count(&taken.pods)));
                taken.pods.clear();
            }
            Action::Restore { pods } => {
                let stable = self.journal.as_ref().and_then(|(journal, _)| journal.stable.clone()).ok_or("gone")?;
                let ready = self.ready(&stable.revision);
                let taken = self.adopted.as_mut().ok_or("gone")?;
                taken.revision = stable.revision;
                taken.pods.resize(*pods as usize, ready);
            }
            Action::Unroute => self.route = None,
            Action::Remove(slot) => *self.slots.get_mut(*slot) = Place::default(),
            Action::Forget => {
                self.journal = None;
                self.lease = None;
                self.copies.clear();
            }
        }
        Ok(())
    }

    /// All that a run is to bring about: no times, no counters.
    pub(super) fn fingerprint(&self) -> String {
        let slot = |slot| {
            let place = self.slots.get(slot);
            let running = place.deployment.as_ref().filter(|running| !running.pods.is_empty());
            let running = running.map(|running| (running.revision.clone(), count(&running.pods)));
            (running, place.service, place.autoscaler)
        };
        let journal = self.journal.as_ref().map(|(journal, _)| {
            let stable = journal.stable.as_ref().map(|stable| stable.revision.clone());
            (journal.phase, stable)
        });
        // Which slot is which depends on how often a candidate was begun.
        let mut slots = [slot(Slot::A), slot(Slot::B)].map(|slot| format!("{slot:?}"));
        slots.sort();
        let stable = self.journal.as_ref().and_then(|(journal, _)| journal.stable.as_ref());
        let share = stable.map(|stable| self.weight(stable.slot));
        let header = self.route.as_ref().map(|route| route.header);
        let taken = self.adopted.as_ref().map(|taken| (taken.revision.clone(), taken.pods.len(), taken.had));
        format!("{slots:?} {journal:?} {share:?} {header:?} {taken:?}")
    }
}
