//! What moves traffic between the slots, as requests for the two Ingresses.

use kgas_api::kubernetes::{self as api, Kind, Object, create};
use kgas_engine::rollout::Slot;
use kgas_transport::CallError;
use serde_json::json;

use super::{Found, Nginx, Write};
use crate::resources::rollout::native::marks::{EPOCH, TRAFFIC_MANAGER, fence};
use crate::resources::rollout::native::perform::{apply_route, patch, remove};
use crate::resources::rollout::native::world::{Look, World};

impl Look {
    /// Both Ingresses.
    pub(in crate::resources::rollout::native) fn ingresses(&self) -> Found<'_> {
        Found { main: self.route.as_ref(), beside: self.beside.as_ref() }
    }

    fn stable(&self) -> Slot {
        let stable = self.seen.journal.as_ref().and_then(|journal| journal.stable.as_ref());
        stable.map_or(Slot::A, |stable| stable.slot)
    }
}

impl Nginx {
    /// Sends the next write on the way to slot a's percents. Whoever only asks sends all of them.
    ///
    /// * `heads`: requests with the declared header may go on to the candidate.
    ///
    /// # Errors
    /// The call that failed.
    pub(in crate::resources::rollout::native) async fn steer(
        &self,
        world: &World<'_>,
        (name, look): (&str, &Look),
        (a, heads): (u32, bool),
        epoch: u64,
    ) -> Result<(), CallError> {
        let writes = self.writes(look.ingresses(), look.stable(), a, heads, epoch);
        let many = if world.wire().only_asks() { writes.len() } else { 1 };
        for write in writes.into_iter().take(many) {
            self.send(world, (name, look), write, epoch).await?;
        }
        Ok(())
    }

    async fn send(
        &self,
        world: &World<'_>,
        (name, look): (&str, &Look),
        write: Write,
        epoch: u64,
    ) -> Result<(), CallError> {
        let fixed = world.fixed;
        let (main, beside) = (fixed.names.named(Kind::INGRESS, name), fixed.names.beside());
        match write {
            Write::Main(spec) => {
                let annotations = json!({ EPOCH: epoch.to_string() });
                apply_route(world, &main, look.route.as_ref(), spec, annotations).await
            }
            Write::Paths(operations) => patch(world, &main, &operations, TRAFFIC_MANAGER).await,
            Write::Make(spec, annotations) => {
                let kind = beside.kind();
                let mut body = fixed.owner().object(&kind.api_version(), kind.kind, beside.name().as_str());
                body["metadata"]["annotations"] = annotations;
                body["spec"] = spec;
                world
                    .wire()
                    .call(create::request(&beside, &Object::at(&beside, body), api::Write::by(TRAFFIC_MANAGER)))
                    .await
                    .map(drop)
            }
            Write::Beside(operations) => patch(world, &beside, &operations, TRAFFIC_MANAGER).await,
        }
    }

    /// Puts the run's mark on the Ingress that does not have it yet.
    ///
    /// # Errors
    /// The call that failed.
    pub(in crate::resources::rollout::native) async fn fence(
        &self,
        world: &World<'_>,
        (name, look): (&str, &Look),
        epoch: u64,
    ) -> Result<(), CallError> {
        let names = &world.fixed.names;
        let main = self.is_main_behind(look.ingresses(), epoch);
        let (place, object) =
            if main { (names.named(Kind::INGRESS, name), &look.route) } else { (names.beside(), &look.beside) };
        match object {
            Some(object) => patch(world, &place, &fence(object, epoch), TRAFFIC_MANAGER).await,
            None => Ok(()),
        }
    }

    /// Takes our part in both away: first the one beside the main one, so that what is left of it is all there is.
    ///
    /// # Errors
    /// The call that failed.
    pub(in crate::resources::rollout::native) async fn leave(
        &self,
        world: &World<'_>,
        (name, look): (&str, &Look),
    ) -> Result<(), CallError> {
        let names = &world.fixed.names;
        if look.beside.is_some() {
            remove(world, &names.beside()).await?;
        }
        let (place, Some(main)) = (names.named(Kind::INGRESS, name), &look.route) else { return Ok(()) };
        if world.fixed.is_ours(main) {
            return remove(world, &place).await;
        }
        patch(world, &place, &self.give_back(main), TRAFFIC_MANAGER).await
    }
}
