//! What happens by itself when its time has come.
use crate::world::World;
use crate::{ec2, eks};

/// A change that was scheduled.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Something of a cluster.
    Eks(eks::Due),
    /// Something of a region's network.
    Ec2(ec2::Due),
}

impl Event {
    pub(crate) fn happen(self, world: &mut World) {
        match self {
            Self::Eks(due) => eks::happen(world, due),
            Self::Ec2(due) => ec2::happen(world, &due),
        }
    }
}
