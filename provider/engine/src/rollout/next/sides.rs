//! What every phase asks of the two sides.

use super::{Action, Look, Run, Step, Waiting};
use crate::rollout::{Goal, Header, Phase, Routing, Served, Size, Slot, SlotSeen, Template, Traffic};

impl<'a> Look<'a> {
    /// Pods that carry all the traffic.
    pub(super) fn whole(self) -> u32 {
        match self.spec.size {
            // What goes may have more pods than a state says. Never their sum: it would grow with what is asked for it.
            Size::Fixed(pods) if self.spec.goal == Goal::Absent => {
                pods.max(self.slot(Slot::A).asked()).max(self.slot(Slot::B).asked())
            }
            Size::Fixed(pods) => pods,
            Size::Scaled { least } => {
                let stable = self.seen.journal.as_ref().and_then(|journal| journal.stable.as_ref());
                let asked = stable.map(|stable| self.slot(stable.slot).asked()).filter(|asked| *asked > 0);
                let adopted = self.seen.adopted.as_ref().map(|adopted| adopted.had.unwrap_or(adopted.asked));
                asked.or(adopted).unwrap_or(0).max(least).max(1)
            }
        }
    }

    pub(super) fn slot(self, slot: Slot) -> &'a SlotSeen {
        self.seen.slots.get(slot)
    }

    /// Whether a slot's Service is as the wanted pods need it.
    pub(super) fn is_served(self, slot: Slot) -> bool {
        self.slot(slot).service == Served::AsWanted || !self.is_routed()
    }

    /// The fewest pods that the declared autoscaler keeps.
    pub(super) fn least(self) -> Option<u32> {
        match self.spec.size {
            Size::Fixed(_) => None,
            Size::Scaled { least } => Some(least),
        }
    }
}

impl Run<'_> {
    /// Puts this run's mark on whatever moves traffic or pods, so that a run that is gone moves nothing any more.
    pub(super) fn fence(self) -> Option<Action> {
        let seen = self.look.seen;
        if seen.traffic.as_ref().is_some_and(|traffic| traffic.exists && traffic.epoch != Some(self.epoch)) {
            return Some(Action::FenceRoute);
        }
        let unmarked = |slot: &Slot| {
            let deployment = self.look.slot(*slot).deployment.as_ref();
            deployment.is_some_and(|deployment| deployment.epoch != Some(self.epoch))
        };
        Slot::BOTH.into_iter().find(unmarked).map(Action::FenceSlot)
    }

    /// Percent of slot a when the candidate has `weight`.
    pub(super) fn share_of_a(self, weight: u32) -> u32 {
        match self.candidate_slot() {
            Slot::A => weight,
            Slot::B => 100 - weight.min(100),
        }
    }

    pub(super) fn candidate_slot(self) -> Slot {
        self.journal.candidate.as_ref().map_or_else(|| self.journal.free_slot(), |candidate| candidate.slot)
    }

    pub(super) fn stable_slot(self) -> Slot {
        self.journal.stable.as_ref().map_or(Slot::A, |stable| stable.slot)
    }

    /// The candidate's share as the route has it; nothing where there is no route in a form of ours.
    pub(super) fn weight_seen(self) -> Option<u32> {
        self.look.seen.traffic.as_ref().and_then(|traffic| traffic.of(self.candidate_slot()))
    }

    /// Gives `slot` an autoscaler that keeps so many pods, if there shall be one and does not.
    pub(super) fn autoscaled(self, slot: Slot, least: u32) -> Option<Step> {
        self.look.least()?;
        let has = self.look.slot(slot).autoscaler;
        (has != Some(least)).then_some(Step::Do(Action::Autoscale { slot, least }))
    }

    /// Brings the revision of `template` into `slot`, or waits until so many of its pods are available.
    ///
    /// `None` when they are.
    pub(super) fn filled(self, slot: Slot, template: Template, pods: u32) -> Option<Step> {
        let look = self.look;
        let wanted = match template {
            Template::Wanted => Some(&look.spec.revision),
            Template::Adopted => look.seen.adopted.as_ref().map(|adopted| &adopted.revision),
        };
        if look.seen.copies_missing {
            return Some(Step::Do(Action::Copy));
        }
        let there = look.slot(slot);
        if there.deployment.as_ref().is_none_or(|deployment| deployment.revision.as_ref() != wanted) {
            return Some(Step::Do(Action::Deploy { slot, template, pods }));
        }
        if !look.is_served(slot) {
            return Some(Step::Do(Action::Serve(slot)));
        }
        if let Some(step) = self.autoscaled(slot, pods) {
            return Some(step);
        }
        if there.asked() < pods {
            return Some(Step::Do(Action::Scale { slot, pods }));
        }
        (there.available() < pods).then(|| look.wait(self.pods(slot, pods)))
    }

    pub(super) fn pods(self, slot: Slot, needed: u32) -> Waiting {
        let there = self.look.slot(slot);
        let trouble = there.deployment.as_ref().and_then(|deployment| deployment.trouble.clone());
        Waiting::Pods { slot, available: there.available(), needed, trouble }
    }

    /// Gives slot a its share, and waits until that has settled.
    ///
    /// `None` when it has, and where pods decide.
    pub(super) fn weighed(self, a: u32) -> Option<Step> {
        if let Some(step) = self.aimed(a) {
            return Some(step);
        }
        let traffic = self.look.seen.traffic.as_ref().filter(|_| self.look.is_routed())?;
        self.settled(traffic)
    }

    /// Makes or mends the route, and gives slot a its share.
    pub(super) fn aimed(self, a: u32) -> Option<Step> {
        let look = self.look;
        let traffic = look.seen.traffic.as_ref()?;
        if !traffic.exists || !traffic.as_declared {
            return Some(Step::Do(Action::Route { a }));
        }
        if look.spec.routing == Routing::Ratio {
            return None;
        }
        if traffic.of(Slot::A) != Some(a) {
            return Some(Step::Do(Action::Weigh { a }));
        }
        self.headed()
    }

    /// Has requests with the declared header go where they shall.
    pub(super) fn headed(self) -> Option<Step> {
        // What is not as declared has no place for it, and is mended first.
        let is = self.look.seen.traffic.as_ref().filter(|traffic| traffic.exists && traffic.as_declared)?.header;
        let to = self.tested(is);
        (is != to.map_or(Header::Along, Header::To)).then_some(Step::Do(Action::Header(to)))
    }

    /// Where they shall go: to a candidate that can answer them, while it is tried.
    fn tested(self, is: Header) -> Option<Slot> {
        let (look, journal) = (self.look, self.journal);
        let candidate =
            journal.candidate.as_ref().filter(|_| look.spec.header && journal.phase == Phase::Progressing)?;
        let there = look.slot(candidate.slot).deployment.as_ref()?;
        // Between two numbers of pods nobody knows how many there are.
        let answers = if there.current { there.available > 0 } else { is == Header::To(candidate.slot) };
        (answers && there.revision.as_ref() == Some(&candidate.revision) && !journal.instant).then_some(candidate.slot)
    }

    pub(super) fn settled(self, traffic: &Traffic) -> Option<Step> {
        let look = self.look;
        if !traffic.accepted {
            return Some(look.wait(Waiting::Route { why: traffic.refused.clone() }));
        }
        let settle = look.spec.poll_scale.scaled(look.spec.settle);
        let left = if look.spec.settle == 0 { 0 } else { settle.saturating_sub(traffic.steady) };
        (left > 0).then(|| look.wait_until(look.now.after(left), Waiting::Settling))
    }

    /// Takes the pods of a slot away, its autoscaler before them.
    ///
    /// `None` when none is left.
    pub(super) fn emptied(self, slot: Slot) -> Option<Step> {
        let there = self.look.slot(slot);
        if there.autoscaler.is_some() {
            return Some(Step::Do(Action::StopAutoscaling(slot)));
        }
        if there.asked() > 0 {
            return Some(Step::Do(Action::Scale { slot, pods: 0 }));
        }
        let left = there.deployment.as_ref().is_some_and(|deployment| deployment.pods > 0 || !deployment.current);
        left.then(|| self.look.wait(Waiting::Seeing))
    }
}

/// Why a weight did not come into effect, also where the route says nothing.
pub(super) fn unrouted(why: Option<String>) -> String {
    why.unwrap_or_else(|| "nothing says that it was taken up".to_owned())
}
