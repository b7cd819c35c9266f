//! One action as requests.

use std::time::Duration;

use jiff::Timestamp;
use kgas_api::kubernetes::apply::{self, Conflicts};
use kgas_api::kubernetes::delete::{self, Preconditions, Propagation};
use kgas_api::kubernetes::json_patch::{self, Operation};
use kgas_api::kubernetes::list::{self, Selection};
use kgas_api::kubernetes::{Kind, Object, Place, Pointer, Write, create};
use kgas_engine::rollout::{Action, BySlot, Journal, Slot, Template};
use kgas_transport::{CallError, Cause};
use serde_json::{Value, json};

use super::alb::{BY_IP, TARGET_TYPE};
use super::marks::{EPOCH, HAD, MANAGER, TRAFFIC_MANAGER, annotate, fence, fenced, unannotate, with_annotations};
use super::put::put;
use super::record::{Hold, journal_data, lease_spec};
use super::service::{Service, slot};
use super::world::{Look, Router, World};
use super::{events, job, release};
use crate::resources::rollout::template::{Pods, REVISION_LABEL, ROLLOUT_LABEL, autoscaler};

/// Sends what `action` stands for.
///
/// # Errors
/// The call that failed.
#[expect(clippy::too_many_lines, reason = "an arm for each action")]
pub(super) async fn perform(world: &World<'_>, action: &Action, look: &Look) -> Result<(), CallError> {
    let fixed = world.fixed;
    let (wire, names) = (world.wire(), &fixed.names);
    let epoch = look.seen.lease.as_ref().map_or(0, |lease| lease.epoch);
    match action {
        Action::Acquire => hold(world, look, Hold::Taken).await,
        Action::Renew => hold(world, look, Hold::Renewed).await,
        Action::Release => hold(world, look, Hold::Free).await,
        Action::Write(journal) => {
            write(world, look, journal).await?;
            events::tell(world, look.seen.journal.as_ref(), journal).await;
            Ok(())
        }
        Action::Copy => {
            let copies = fixed.resolved.iter().flat_map(|resolved| &resolved.copies);
            for (place, object) in copies {
                apply_ours(world, place, object.clone()).await?;
            }
            Ok(())
        }
        Action::Deploy { slot, template, pods } => deploy(world, look, *slot, *template, *pods, epoch).await,
        Action::Scale { slot, pods } => {
            let place = names.of(Kind::DEPLOYMENT, *slot);
            let scaled = [Operation::replace(Pointer::to("spec").field("replicas"), *pods)];
            patch(world, &place, &fenced(epoch, scaled), MANAGER).await
        }
        Action::Serve(slot) => {
            let place = names.of(Kind::SERVICE, *slot);
            let ports = fixed.resolved.as_ref().map(|resolved| resolved.ports.as_slice()).unwrap_or_default();
            let mut body = fixed.owner().slot_service(*slot, ports);
            if let Router::Alb(..) = fixed.router {
                body["metadata"]["annotations"] = json!({ TARGET_TYPE: BY_IP });
            }
            apply_ours(world, &place, Object::at(&place, body)).await
        }
        Action::Autoscale { slot, least } => {
            let place = names.of(Kind::HORIZONTAL_POD_AUTOSCALER, *slot);
            let Some(original) = fixed.resolved.as_ref().and_then(|resolved| resolved.autoscaler.as_ref()) else {
                return Ok(());
            };
            let copy = autoscaler(original, &fixed.owner(), *slot, *least);
            apply_ours(world, &place, Object::at(&place, copy)).await
        }
        Action::StopAutoscaling(slot) => remove(world, &names.of(Kind::HORIZONTAL_POD_AUTOSCALER, *slot)).await,
        Action::Route { a } => route(world, look, *a, epoch).await,
        Action::FenceRoute => match (&fixed.router, router_place(world), &look.route) {
            (Router::Nginx(name, nginx), ..) => nginx.fence(world, (name, look), epoch).await,
            (_, Some(place), Some(object)) => patch(world, &place, &fence(object, epoch), TRAFFIC_MANAGER).await,
            _ => Ok(()),
        },
        Action::FenceSlot(slot) => match look.deployments.get(*slot) {
            Some(object) => {
                let place = names.of(Kind::DEPLOYMENT, *slot);
                patch(world, &place, &fence(object, epoch), MANAGER).await
            }
            None => Ok(()),
        },
        Action::Weigh { a } => weigh(world, look, (*a, true), epoch).await,
        Action::Revert { a, .. } => weigh(world, look, (*a, false), epoch).await,
        Action::Header(to) => head(world, look, *to, epoch).await,
        Action::Guard => job::stand(world, look).await,
        Action::Retire => {
            let Some((place, object)) = adopted(world, look) else { return Ok(()) };
            let had = look.seen.adopted.as_ref().map_or(1, |adopted| adopted.had.unwrap_or(adopted.asked));
            let asked = Operation::replace(Pointer::to("spec").field("replicas"), 0);
            let version = object.resource_version().map(Operation::test_version);
            let note = annotate(object, HAD, &had.to_string());
            let by = annotate(&with_annotations(object), ROLLOUT_LABEL, fixed.names.rollout());
            let operations: Vec<_> = version.into_iter().chain(note).chain(by).chain([asked]).collect();
            patch(world, &place, &operations, MANAGER).await
        }
        Action::Restore { pods } => {
            let Some((place, object)) = adopted(world, look) else { return Ok(()) };
            let stable = look.seen.journal.as_ref().and_then(|journal| journal.stable.as_ref());
            let Some(stable) = stable else { return Ok(()) };
            let version = object.resource_version().map(Operation::test_version);
            let template = look.deployments.get(stable.slot).as_ref().and_then(|slot| slot.get(&["spec", "template"]));
            let template = match template {
                Some(template) => {
                    let template = release::template(world, template).await?;
                    Some(Operation::replace(Pointer::to("spec").field("template"), template))
                }
                None => None,
            };
            let pods = Operation::replace(Pointer::to("spec").field("replicas"), *pods);
            let note = annotate(object, REVISION_LABEL, &stable.revision.0);
            let operations: Vec<_> = version.into_iter().chain(template).chain([pods]).chain(note).collect();
            patch(world, &place, &operations, MANAGER).await
        }
        Action::Unroute => {
            unroute(world, look).await?;
            // Requests are on their way to the slots until the data plane has taken it up.
            let settle = world.spec.settle.min(world.spec.lock.ttl / 2);
            let settle = world.spec.poll_scale.scaled(settle);
            world.clock.sleep(Duration::from_millis(settle)).await;
            Ok(())
        }
        Action::Remove(slot) => {
            for kind in [Kind::HORIZONTAL_POD_AUTOSCALER, Kind::SERVICE, Kind::DEPLOYMENT] {
                remove(world, &names.of(kind, *slot)).await?;
            }
            world.course().served = BySlot::default();
            Ok(())
        }
        Action::Forget => {
            if let Some(image) = &fixed.in_cluster {
                job::forget(world, image).await?;
            }
            if let Some((place, object)) = adopted(world, look) {
                let notes =
                    [HAD, REVISION_LABEL, ROLLOUT_LABEL].into_iter().filter_map(|name| unannotate(object, name));
                let notes: Vec<_> = notes.collect();
                if !notes.is_empty() {
                    patch(world, &place, &notes, MANAGER).await?;
                }
            }
            let labels = fixed.labels();
            for kind in [Kind::CONFIG_MAP, Kind::SECRET] {
                let selection = Selection { labels: Some(&labels), fields: None };
                let copies = wire.call(list::request(kind, Some(names.namespace()), selection, 0, None)).await?;
                for copy in copies.page.items.iter().filter(|copy| names.journal().name().as_str() != copy.name()) {
                    remove(world, &names.named(kind, copy.name())).await?;
                }
            }
            remove(world, &names.journal()).await?;
            remove(world, &names.lease()).await
        }
    }
}

fn now(world: &World<'_>) -> Timestamp {
    Timestamp::try_from(world.clock.wall()).unwrap_or(Timestamp::UNIX_EPOCH)
}

async fn hold(world: &World<'_>, look: &Look, hold: Hold) -> Result<(), CallError> {
    let (spec, place) = (&world.spec, world.fixed.names.lease());
    let ttl = spec.poll_scale.scaled(spec.lock.ttl);
    let body = lease_spec(look.lease.as_ref(), hold, &spec.holder, ttl, now(world));
    put(world.wire(), &world.fixed.owner(), &place, look.lease.as_ref(), ("spec", body)).await
}

async fn write(world: &World<'_>, look: &Look, journal: &Journal) -> Result<(), CallError> {
    let (owner, place) = (world.fixed.owner(), world.fixed.names.journal());
    put(world.wire(), &owner, &place, look.journal.as_ref(), ("data", journal_data(journal))).await
}

/// Applies a whole object of ours.
async fn apply_ours(world: &World<'_>, place: &Place, object: Object) -> Result<(), CallError> {
    let call = apply::request(place, &object, Write::by(MANAGER), Conflicts::TakeOver);
    world.wire().call(call).await.map(drop)
}

/// Changes some fields of an object.
///
/// # Errors
/// The call that failed.
pub(super) async fn patch(
    world: &World<'_>,
    place: &Place,
    operations: &[Operation],
    manager: &str,
) -> Result<(), CallError> {
    world.wire().call(json_patch::request(place, operations, Write::by(manager))).await.map(drop)
}

/// Deletes an object.
///
/// # Errors
/// The call that failed.
pub(super) async fn remove(world: &World<'_>, place: &Place) -> Result<(), CallError> {
    let call = delete::request(place, Propagation::Background, Preconditions::default(), false);
    world.wire().call(call).await.map(drop)
}

async fn deploy(
    world: &World<'_>,
    look: &Look,
    slot: Slot,
    template: Template,
    pods: u32,
    epoch: u64,
) -> Result<(), CallError> {
    let fixed = world.fixed;
    let Some(resolved) = &fixed.resolved else { return Ok(()) };
    let (template, revision) = match (template, &resolved.found) {
        (Template::Adopted, Some(found)) => (&found.template, &found.revision),
        _ => (&resolved.wanted, &resolved.revision),
    };
    let place = fixed.names.of(Kind::DEPLOYMENT, slot);
    let mut body = fixed.owner().deployment(
        slot,
        Pods {
            template,
            revision,
            count: Some(pods),
            min_ready_seconds: resolved.min_ready_seconds,
            progress_deadline_seconds: fixed.progress_deadline_seconds,
        },
    );
    body["metadata"]["annotations"] = json!({ EPOCH: epoch.to_string() });
    let mut object = Object::at(&place, body);
    // Not over one that another run has put its mark on since.
    if let Some(version) = look.deployments.get(slot).as_ref().and_then(Object::resource_version) {
        object.set_resource_version(version);
    }
    apply_ours(world, &place, object).await
}

fn router_place(world: &World<'_>) -> Option<Place> {
    let names = &world.fixed.names;
    match &world.fixed.router {
        Router::Route(name, route) => Some(names.named(route.dialect.kind(), name)),
        Router::Service(name, _) => Some(names.named(Kind::SERVICE, name)),
        Router::Alb(name, _) => Some(names.named(Kind::INGRESS, name)),
        // There are two of them.
        Router::Nginx(..) | Router::Pods => None,
    }
}

async fn route(world: &World<'_>, look: &Look, a: u32, epoch: u64) -> Result<(), CallError> {
    let fixed = world.fixed;
    if let Router::Nginx(name, nginx) = &fixed.router {
        return nginx.steer(world, (name, look), (a, true), epoch).await;
    }
    let Some(place) = router_place(world) else { return Ok(()) };
    match (&fixed.router, &look.route) {
        (Router::Route(_, route), Some(object)) if !route.is_owned() => {
            let operations = route.take_place(object, a, epoch).map_err(unfit)?;
            patch(world, &place, &operations, TRAFFIC_MANAGER).await
        }
        (Router::Route(_, route), None) if !route.is_owned() => Err(unfit(format!("{place} does not exist"))),
        (Router::Route(_, route), before) => {
            apply_route(world, &place, before.as_ref(), route.spec(a), json!({ EPOCH: epoch.to_string() })).await
        }
        (Router::Alb(_, alb), Some(object)) if !alb.main.is_owned() => {
            patch(world, &place, &alb.take_place(object, a, epoch), TRAFFIC_MANAGER).await
        }
        (Router::Alb(_, alb), None) if !alb.main.is_owned() => Err(unfit(format!("{place} does not exist"))),
        (Router::Alb(_, alb), before) => {
            let annotations = json!({ EPOCH: epoch.to_string(), alb.annotation(): alb.action(a).to_string() });
            apply_route(world, &place, before.as_ref(), alb.spec(), annotations).await
        }
        (Router::Service(_, service), Some(object)) => {
            patch(world, &place, &service.select(object, a, epoch), TRAFFIC_MANAGER).await
        }
        (Router::Service(..), None) => {
            let ports = fixed.resolved.as_ref().map(|resolved| resolved.ports.as_slice()).unwrap_or_default();
            let mut body = fixed.owner().service(place.name().as_str(), slot(a), ports);
            body["metadata"]["annotations"] = json!({ EPOCH: epoch.to_string() });
            let call = create::request(&place, &Object::at(&place, body), Write::by(TRAFFIC_MANAGER));
            world.wire().call(call).await.map(drop)
        }
        (Router::Nginx(..) | Router::Pods, _) => Ok(()),
    }
}

/// Applies all of a route that is ours, but not over one that another run has put its mark on since.
///
/// # Errors
/// The call that failed.
pub(super) async fn apply_route(
    world: &World<'_>,
    place: &Place,
    before: Option<&Object>,
    spec: Value,
    annotations: Value,
) -> Result<(), CallError> {
    let kind = place.kind();
    let mut body = world.fixed.owner().object(&kind.api_version(), kind.kind, place.name().as_str());
    body["metadata"]["annotations"] = annotations;
    body["spec"] = spec;
    let mut object = Object::at(place, body);
    if let Some(version) = before.and_then(Object::resource_version) {
        object.set_resource_version(version);
    }
    let call = apply::request(place, &object, Write::by(TRAFFIC_MANAGER), Conflicts::TakeOver);
    world.wire().call(call).await.map(drop)
}

/// * `heads`: requests with the declared header may go on to the candidate.
async fn weigh(world: &World<'_>, look: &Look, (a, heads): (u32, bool), epoch: u64) -> Result<(), CallError> {
    if let Router::Nginx(name, nginx) = &world.fixed.router {
        return nginx.steer(world, (name, look), (a, heads), epoch).await;
    }
    let (Some(place), Some(object)) = (router_place(world), &look.route) else { return Ok(()) };
    let operations = match &world.fixed.router {
        Router::Route(_, route) if heads => route.weigh(object, a, epoch).map_err(unfit)?,
        Router::Route(_, route) => route.revert(object, a, epoch).map_err(unfit)?,
        Router::Alb(_, alb) => alb.weigh(object, a, epoch),
        Router::Service(..) => Service::weigh(a, epoch),
        Router::Nginx(..) | Router::Pods => return Ok(()),
    };
    patch(world, &place, &operations, TRAFFIC_MANAGER).await
}

async fn head(world: &World<'_>, look: &Look, to: Option<Slot>, epoch: u64) -> Result<(), CallError> {
    match (&world.fixed.router, router_place(world), &look.route, &look.beside) {
        (Router::Nginx(_, nginx), .., Some(beside)) => {
            patch(world, &world.fixed.names.beside(), &nginx.head(beside, to, epoch), TRAFFIC_MANAGER).await
        }
        (Router::Route(_, route), Some(place), Some(object), _) => {
            patch(world, &place, &fenced(epoch, route.head(object, to)), TRAFFIC_MANAGER).await
        }
        _ => Ok(()),
    }
}

async fn unroute(world: &World<'_>, look: &Look) -> Result<(), CallError> {
    if let Router::Nginx(name, nginx) = &world.fixed.router {
        return nginx.leave(world, (name, look)).await;
    }
    let (Some(place), Some(object)) = (router_place(world), &look.route) else { return Ok(()) };
    let operations = match &world.fixed.router {
        _ if world.fixed.is_ours(object) => return remove(world, &place).await,
        Router::Route(_, route) => route.give_back(object),
        Router::Alb(_, alb) => alb.give_back(object),
        Router::Service(..) => Service::give_back(object),
        Router::Nginx(..) | Router::Pods => return Ok(()),
    };
    patch(world, &place, &operations, TRAFFIC_MANAGER).await
}

fn adopted<'a>(world: &World<'_>, look: &'a Look) -> Option<(Place, &'a Object)> {
    let name = world.fixed.adopts.as_ref()?;
    Some((world.fixed.names.named(Kind::DEPLOYMENT, name), look.adopted.as_ref()?))
}

fn unfit(why: String) -> CallError {
    unsent("change the route", why)
}

/// What was not even sent: an object that is not ours, or not in a form in which it could be changed.
pub(super) fn unsent(operation: &'static str, why: String) -> CallError {
    CallError {
        service: "Kubernetes",
        operation,
        attempts: 0,
        elapsed: Duration::ZERO,
        unknown: false,
        cause: Cause::Unprepared(why),
    }
}
