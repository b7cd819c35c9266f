//! What happens by itself when its time has come.
use crate::eks;
use crate::world::World;

/// A change that was scheduled.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Something of a cluster.
    Eks(eks::Due),
}

impl Event {
    pub(crate) fn happen(self, world: &mut World) {
        match self {
            Self::Eks(due) => eks::happen(world, due),
        }
    }
}
