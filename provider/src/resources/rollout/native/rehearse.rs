//! What an apply would write, checked by the API server and not kept.

use futures_util::future::join_all;
use kgas_engine::rollout::Action;
use kgas_transport::CallError;

use super::refusals::is_setback;
use super::world::{Look, World};
use crate::drive::World as _;

/// Sends `writes` by the way of somebody who only asks, as the apply would send them, and returns what was refused.
///
/// That something has changed since the look is no refusal: the apply looks again.
pub(in crate::resources::rollout) async fn rehearse<'a>(
    world: &World<'_>,
    writes: &'a [Action],
    look: &Look,
) -> Vec<(&'a Action, CallError)> {
    let each = writes.iter().map(|action| async move { (action, world.perform(action, look).await) });
    let all = join_all(each).await;
    all.into_iter()
        .filter_map(|(action, done)| Some((action, done.err()?)))
        .filter(|(_, err)| !is_setback(err))
        .collect()
}
