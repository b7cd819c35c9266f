//! The two places in which a workload runs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One of two sets of objects that are never renamed: a Deployment and a Service with the slot's letter behind the rollout's
/// name. What changes is which of them the traffic goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slot {
    /// The one that is filled first.
    A,
    /// The one beside it.
    B,
}

impl Slot {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::A, Self::B];

    /// The one beside this.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// As in names and labels: `a` or `b`.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.letter())
    }
}

/// Something of each slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BySlot<T> {
    /// Of slot a.
    pub a: T,
    /// Of slot b.
    pub b: T,
}

impl<T> BySlot<T> {
    /// What `of` says of each slot.
    pub fn of(mut of: impl FnMut(Slot) -> T) -> Self {
        Self { a: of(Slot::A), b: of(Slot::B) }
    }

    /// That of `slot`.
    #[must_use]
    pub const fn get(&self, slot: Slot) -> &T {
        match slot {
            Slot::A => &self.a,
            Slot::B => &self.b,
        }
    }

    /// That of `slot`, to change.
    pub const fn get_mut(&mut self, slot: Slot) -> &mut T {
        match slot {
            Slot::A => &mut self.a,
            Slot::B => &mut self.b,
        }
    }
}
