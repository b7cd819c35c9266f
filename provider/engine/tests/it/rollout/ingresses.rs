//! A router of two objects: one sends everything to its slot, and one beside it takes a share of that for the other slot.

use kgas_engine::rollout::{Header, Slot};

use super::world::{Refused, World};

/// The object beside the main one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Beside {
    slot: Slot,
    weight: u32,
    epoch: Option<u64>,
}

/// Two objects.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ingresses {
    pub(super) main: Slot,
    epoch: Option<u64>,
    beside: Option<Beside>,
}

impl Ingresses {
    /// The main one, made by a run.
    pub(super) fn new(main: Slot, epoch: u64) -> Self {
        Self { main, epoch: Some(epoch), beside: None }
    }

    /// Percent of slot a.
    pub(super) fn a(&self) -> u32 {
        let taken = self.beside.as_ref().filter(|beside| beside.slot != self.main).map_or(0, |beside| beside.weight);
        if self.main == Slot::A { 100 - taken } else { taken }
    }

    /// The slot of the one beside the main one.
    pub(super) fn beside(&self) -> Option<Slot> {
        self.beside.as_ref().map(|beside| beside.slot)
    }

    /// The mark of the one that is behind.
    pub(super) fn epoch(&self) -> Option<u64> {
        self.beside.as_ref().map_or(self.epoch, |beside| beside.epoch.min(self.epoch))
    }

    pub(super) fn fence(&mut self, epoch: u64) {
        match &mut self.beside {
            Some(beside) if self.epoch == Some(epoch) => beside.epoch = Some(epoch),
            _ => self.epoch = Some(epoch),
        }
    }

    /// Whether the main one is the stable slot's, and the one beside it the other's.
    pub(super) fn as_declared(&self, stable: Slot) -> bool {
        self.main == stable && self.beside.as_ref().is_some_and(|beside| beside.slot != stable)
    }

    /// The next write on the way to slot a's percents.
    pub(super) fn steer(&mut self, stable: Slot, a: u32, epoch: u64) -> Result<(), Refused> {
        let (slot, weight) = (stable.other(), if stable == Slot::A { 100 - a } else { a });
        if self.main != stable {
            if self.epoch != Some(epoch) {
                return Err("fenced");
            }
            self.main = stable;
            return Ok(());
        }
        match &mut self.beside {
            None => self.beside = Some(Beside { slot, weight: 0, epoch: Some(epoch) }),
            Some(beside) if beside.epoch == Some(epoch) => *beside = Beside { slot, weight, epoch: Some(epoch) },
            Some(_) => return Err("fenced"),
        }
        Ok(())
    }
}

impl World {
    /// Somebody deletes the object beside the main one.
    pub(super) fn lose_beside(&mut self) {
        if let Some(route) = &mut self.route
            && let Some(two) = &mut route.ingresses
        {
            two.beside = None;
            (route.a, route.header) = (two.a(), Header::Along);
        }
    }

    /// A world in which such a router carries the weights.
    pub(super) fn with_ingresses() -> Self {
        Self { two: true, ..Self::default() }
    }

    /// The slot that everything goes to by the main object.
    pub(super) fn main(&self) -> Option<Slot> {
        self.route.as_ref()?.ingresses.as_ref().map(|ingresses| ingresses.main)
    }
}
