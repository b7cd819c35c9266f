//! What is done about a Job.

use kgas_api::kubernetes::apply::{self, Conflicts};
use kgas_api::kubernetes::delete::{self, Preconditions, Propagation};
use kgas_api::kubernetes::json_patch::{self, Operation};
use kgas_api::kubernetes::{Kind, Pointer, Write, create, get};
use kgas_engine::rollout::Journal;
use kgas_engine::rollout::job::Ask;
use kgas_transport::CallError;

use super::look::Found;
use super::{Duty, STOP, Wanted};
use crate::resources::rollout::model::InCluster;
use crate::resources::rollout::native::marks::{MANAGER, annotate};
use crate::resources::rollout::native::observe;
use crate::resources::rollout::native::perform::{remove as delete_whole, unsent};
use crate::resources::rollout::native::wire::Wire;
use crate::resources::rollout::native::world::{Fixed, World};

/// Makes the Job, asleep; its uid.
///
/// # Errors
/// The call that failed.
pub(super) async fn make(
    wire: &Wire,
    fixed: &Fixed,
    wanted: &Wanted,
    journal: Option<&Journal>,
) -> Result<Option<String>, CallError> {
    let (place, job) = wanted.job(fixed, journal.map_or(0, |journal| journal.attempt));
    let made = wire.call(create::request(&place, &job, Write::by(MANAGER))).await?;
    Ok(made.uid().map(str::to_owned))
}

/// Makes what its pods need, and wakes it.
///
/// # Errors
/// The call that failed.
pub(super) async fn furnish(wire: &Wire, fixed: &Fixed, wanted: &Wanted, found: &Found) -> Result<(), CallError> {
    let uid = found.object.uid().unwrap_or_default();
    for (place, object) in wanted.furniture(fixed, uid) {
        if let Some(there) = wire.call(get::request(&place)).await?.filter(|there| !fixed.is_ours(there)) {
            return Err(unsent("prepare the Job", observe::strange(&there)));
        }
        wire.call(apply::request(&place, &object, Write::by(MANAGER), Conflicts::TakeOver)).await?;
    }
    let place = wanted.duty.place(&fixed.names, Kind::JOB);
    let awake = [
        Operation::test(Pointer::to("metadata").field("uid"), uid),
        Operation::replace(Pointer::to("spec").field("suspend"), false),
    ];
    wire.call(json_patch::request(&place, &awake, Write::by(MANAGER))).await.map(drop)
}

/// Asks its run to stop.
///
/// # Errors
/// The call that failed.
pub(super) async fn ask(wire: &Wire, fixed: &Fixed, duty: Duty, found: &Found, ask: Ask) -> Result<(), CallError> {
    let place = duty.place(&fixed.names, Kind::JOB);
    let note = annotate(&found.object, STOP, ask.word());
    wire.call(json_patch::request(&place, &note, Write::by(MANAGER))).await.map(drop)
}

/// Deletes it; it is gone when its pods are.
///
/// # Errors
/// The call that failed.
pub(super) async fn remove(wire: &Wire, fixed: &Fixed, duty: Duty, found: &Found) -> Result<(), CallError> {
    let place = duty.place(&fixed.names, Kind::JOB);
    let only = Preconditions { uid: found.object.uid(), resource_version: None };
    wire.call(delete::request(&place, Propagation::Foreground, only, false)).await.map(drop)
}

/// Deletes whatever Jobs there are, and their identities: a destroy leaves nothing to be collected later. What else belongs to
/// them has the rollout's labels, by which it goes.
///
/// # Errors
/// The call that failed.
pub(in crate::resources::rollout::native) async fn forget(
    world: &World<'_>,
    image: &InCluster,
) -> Result<(), CallError> {
    const IDENTITY: [Kind; 3] = [Kind::ROLE_BINDING, Kind::ROLE, Kind::SERVICE_ACCOUNT];
    // Where the identity is the user's own none was made, and whoever destroys may have no rights to these kinds.
    let made = if image.service_account.is_some() { &[][..] } else { &IDENTITY[..] };
    for duty in Duty::BOTH {
        for kind in [Kind::JOB].iter().chain(made) {
            let place = duty.place(&world.fixed.names, *kind);
            let there = world.wire().call(get::request(&place)).await?;
            if there.is_some_and(|there| world.fixed.is_ours(&there)) {
                delete_whole(world, &place).await?;
            }
        }
    }
    Ok(())
}
