//! A cluster in memory, and a controller in it that brings whatever template it finds, step by step.

use std::collections::BTreeSet;

use kgas_engine::rollout::delegated::{Action, Left, Pause, Report, Seen, Spec, Workload};
use kgas_engine::rollout::{Cause, Finding, Goal, Journal, Revision};
use kgas_engine::{Millis, PollScale};

/// Milliseconds until the controller has taken something up, and of each step.
pub(super) const HEARD: u64 = 2_000;
pub(super) const STEP: u64 = 10_000;
const WEIGHTS: [u32; 4] = [5, 25, 50, 100];

pub(super) fn revision(name: &str) -> Revision {
    Revision(name.to_owned())
}

pub(super) fn wanted(name: &str) -> Spec {
    Spec {
        goal: Goal::Deployed,
        revision: revision(name),
        deadline: 60_000,
        every: 1_000,
        poll_scale: PollScale::default(),
    }
}

/// What the controller was brought, and when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Brought {
    pub(super) revision: Revision,
    since: Millis,
    resumed: Option<Millis>,
}

#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact about the controller")]
pub(super) struct World {
    pub(super) now: Millis,
    pub(super) journal: Option<(Journal, u64)>,
    /// The template that is kept to go back to.
    pub(super) kept: Option<Revision>,
    pub(super) prepared: bool,
    pub(super) brought: Option<Brought>,
    /// What has all the traffic, or had it before.
    pub(super) serving: Option<Revision>,
    /// Versions that served once.
    pub(super) served: BTreeSet<Revision>,
    /// Objects of ours beside the workload.
    pub(super) others: u32,
    pub(super) bad: BTreeSet<Revision>,
    /// The controller is not there.
    pub(super) dead: bool,
    /// Its last step cannot be taken back.
    pub(super) promotes: bool,
    /// It has missed what it was brought.
    pub(super) deaf: bool,
    /// It waits for a person before the second step, or has no data in it.
    pub(super) pause: Option<Pause>,
    pub(super) approved: Option<(u64, u32)>,
    pub(super) frozen: Option<(u32, Seen, Option<u64>)>,
    pub(super) versions: u64,
}

impl World {
    /// A world in which `name` was brought.
    pub(super) fn with(name: &str) -> Self {
        let mut world = Self::default();
        super::run::done(&mut world, &wanted(name));
        world
    }

    fn report(&mut self) -> Report {
        let Some(brought) = self.brought.clone() else { return Report::Unheard };
        let passed = self.now.0.saturating_sub(brought.since.0);
        if self.dead || self.deaf || passed < HEARD {
            return Report::Unheard;
        }
        let serve = |world: &mut Self| {
            world.served.insert(brought.revision.clone());
            world.serving = Some(brought.revision.clone());
            Report::Serving
        };
        if self.serving.as_ref() == Some(&brought.revision) {
            return Report::Serving;
        }
        // The first version has no steps.
        if self.serving.is_none() && self.pause.is_none() {
            return serve(self);
        }
        let pause = self.pause.clone().filter(|_| brought.resumed.is_none());
        let at = usize::try_from((passed - HEARD) / STEP).unwrap();
        let at = if pause.is_some() { 0 } else { at };
        if self.bad.contains(&brought.revision) && passed > HEARD + STEP / 2 {
            let text = |text: &str| text.to_owned();
            let (metric, value, bound) = (text("errors"), text("0.3"), text("max 0.05"));
            let finding = Finding { metric, value, bound, evidence: text("1 failed") };
            return Report::Failed { cause: Cause::Metric { finding, step: 1, weight: 5 } };
        }
        match WEIGHTS.get(at) {
            Some(weight) => {
                let promotes = self.promotes && *weight == 100;
                Report::UnderWay { step: at + 1, weight: *weight, pause, promotes, says: String::new() }
            }
            None => serve(self),
        }
    }

    pub(super) fn look(&mut self, spec: &Spec) -> (Seen, Option<u64>) {
        match self.frozen.take() {
            Some((looks, seen, version)) if looks > 0 => {
                self.frozen = Some((looks - 1, seen.clone(), version));
                (seen, version)
            }
            _ => self.fresh(spec),
        }
    }

    pub(super) fn fresh(&mut self, spec: &Spec) -> (Seen, Option<u64>) {
        let report = self.report();
        let workload = self.brought.as_ref().map(|brought| Workload {
            revision: Some(brought.revision.clone()),
            as_wanted: true,
            report,
        });
        let left = if spec.goal == Goal::Absent && (self.brought.is_some() || self.others > 0) {
            Left::Something
        } else {
            Left::Nothing
        };
        let seen = Seen {
            journal: self.journal.as_ref().map(|(journal, _)| journal.clone()),
            unprepared: !self.prepared,
            workload,
            left,
            approved: self.approved,
            ..Seen::default()
        };
        (seen, self.journal.as_ref().map(|(_, version)| *version))
    }

    /// What `action`, decided on a look at `version` of the journal, comes to.
    pub(super) fn take(&mut self, spec: &Spec, version: Option<u64>, action: &Action) -> Result<(), &'static str> {
        self.versions += 1;
        let bring = |world: &mut Self, revision: Revision| {
            if world.brought.as_ref().is_none_or(|brought| brought.revision != revision) {
                world.brought = Some(Brought { revision, since: world.now, resumed: None });
            }
        };
        match action {
            Action::Write(journal) => {
                if self.journal.as_ref().map(|(_, version)| *version) != version {
                    return Err("conflict");
                }
                let stable = |journal: &Journal| journal.stable.as_ref().map(|stable| stable.revision.clone());
                let before = self.journal.as_ref().and_then(|(journal, _)| stable(journal));
                if stable(journal) != before {
                    self.kept = self.brought.as_ref().map(|brought| brought.revision.clone());
                    assert_eq!(self.kept, stable(journal), "another template is kept than the stable one");
                }
                self.journal = Some(((**journal).clone(), self.versions));
            }
            Action::Prepare => {
                self.prepared = true;
                self.others = 2;
            }
            Action::Deploy => bring(self, spec.revision.clone()),
            Action::Restore => {
                let kept = self.kept.clone().ok_or("nothing to go back to")?;
                assert!(self.served.contains(&kept), "{kept:?} never served");
                bring(self, kept);
            }
            Action::Nudge => self.deaf = false,
            Action::Resume => self.brought.as_mut().ok_or("gone")?.resumed = Some(self.now),
            Action::Clean => match (&self.brought, self.others) {
                (Some(_), _) => self.brought = None,
                (None, others) => self.others = others.saturating_sub(1),
            },
            Action::Forget => self.journal = None,
        }
        Ok(())
    }

    /// All that a run is to bring about.
    pub(super) fn fingerprint(&self) -> String {
        let journal = self.journal.as_ref().map(|(journal, _)| (journal.phase, journal.stable.clone(), journal.weight));
        let brought = self.brought.as_ref().map(|brought| &brought.revision);
        format!("{brought:?} {:?} {journal:?} {:?} {}", self.serving, self.kept, self.others)
    }
}
