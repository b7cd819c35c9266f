//! One action as requests.

use kgas_api::kubernetes::apply::{self, Conflicts};
use kgas_api::kubernetes::delete::{self, Preconditions, Propagation};
use kgas_api::kubernetes::{Object, Place, Write, merge_patch, patch_status};
use kgas_engine::rollout::delegated::Action;
use kgas_engine::rollout::{Journal, Revision};
use kgas_transport::CallError;
use serde_json::{Value, json};

use super::attempt;
use super::carrier::Carrier;
use super::flagger;
use super::record::Record;
use super::world::{Look, World};
use crate::resources::rollout::native::marks::MANAGER;
use crate::resources::rollout::native::put;

/// When the controller was told to look again.
const NUDGED: &str = "kgas.dev/nudged";

/// Sends what `action` stands for.
///
/// # Errors
/// The call that failed.
pub(super) async fn perform(world: &World<'_>, action: &Action, look: &Look) -> Result<(), CallError> {
    let wire = world.wire();
    match action {
        Action::Write(journal) => write(world, look, journal).await,
        Action::Prepare => {
            let (Some(wanted), Some((index, live))) = (world.wanted, &look.unprepared) else { return Ok(()) };
            let Some(part) = wanted.parts.get(*index) else { return Ok(()) };
            world.course().clean = false;
            part.bring(wire, live.as_ref()).await
        }
        Action::Deploy => {
            let Some(wanted) = world.wanted else { return Ok(()) };
            world.course().clean = false;
            let template = attempt::marked(&wanted.template, &wanted.revision, look);
            match world.carrier {
                Carrier::Argo => bring(world, look, &template, &wanted.revision).await,
                Carrier::Flagger => flagger::deploy(world, look, wanted, &template).await,
            }
        }
        Action::Restore => {
            let journal = look.seen.journal.as_ref();
            let stable = journal.and_then(|journal| journal.stable.as_ref());
            let (Some(stable), Some(template)) = (stable, &look.record.stable) else { return Ok(()) };
            match world.carrier {
                Carrier::Argo => bring(world, look, template, &stable.revision).await,
                Carrier::Flagger => flagger::restore(world, look, template, &stable.revision).await,
            }
        }
        Action::Nudge => {
            let time = jiff::Timestamp::try_from(world.clock.wall()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            let mark = json!({ "metadata": { "annotations": { NUDGED: time.to_string() } } });
            wire.call(merge_patch::request(&place(world), &mark, Write::by(MANAGER))).await.map(drop)
        }
        // What the controller's own command line does for it.
        Action::Resume => {
            let mut resumed = json!({ "status": { "pauseConditions": null } });
            // The pause that was agreed to, and none that has begun since.
            if let Some(version) = look.workload.as_ref().and_then(Object::resource_version) {
                resumed["metadata"]["resourceVersion"] = json!(version);
            }
            wire.call(patch_status::request(&place(world), &resumed, Write::by(MANAGER))).await.map(drop)
        }
        Action::Clean => match &look.left {
            Some(left) => {
                let call = delete::request(left, Propagation::Foreground, Preconditions::default(), false);
                wire.call(call).await.map(drop)
            }
            None => Ok(()),
        },
        Action::Forget => {
            let place = world.fixed.names.journal();
            let call = delete::request(&place, Propagation::Background, Preconditions::default(), false);
            wire.call(call).await.map(drop)
        }
    }
}

/// Where the workload is.
pub(super) fn place(world: &World<'_>) -> Place {
    world.fixed.names.named(world.carrier.workload(), world.fixed.names.rollout())
}

/// Brings Argo Rollouts a template.
async fn bring(world: &World<'_>, look: &Look, template: &Value, revision: &Revision) -> Result<(), CallError> {
    let Some(wanted) = world.wanted else { return Ok(()) };
    let place = place(world);
    let mut object = Object::at(&place, wanted.workload_with(template, revision));
    // What was decided on is what is changed.
    if let Some(version) = look.workload.as_ref().and_then(Object::resource_version) {
        object.set_resource_version(version);
    }
    let call = apply::request(&place, &object, Write::by(MANAGER), Conflicts::TakeOver);
    world.wire().call(call).await.map(drop)
}

/// Replaces the journal that was read, or makes the first.
async fn write(world: &World<'_>, look: &Look, journal: &Journal) -> Result<(), CallError> {
    let stable = |journal: &Journal| journal.stable.as_ref().map(|stable| stable.revision.clone());
    let before = look.seen.journal.as_ref();
    let live = || look.workload.as_ref().and_then(|workload| workload.get(&["spec", "template"])).cloned();
    let another = stable(journal) != before.and_then(stable);
    let begins = before.is_none_or(|before| before.attempt != journal.attempt) || another;
    let record = Record {
        stable: if another { live() } else { look.record.stable.clone() },
        said: if begins { look.said.clone() } else { look.record.said.clone() },
    };
    let (owner, place) = (world.fixed.owner(), world.fixed.names.journal());
    put(world.wire(), &owner, &place, look.journal.as_ref(), ("data", record.data(journal))).await
}
