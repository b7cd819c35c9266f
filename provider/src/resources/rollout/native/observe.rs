//! A look at everything that a rollout has in its cluster.

use futures_util::future::OptionFuture;
use kgas_api::kubernetes::list::{self, Selection};
use kgas_api::kubernetes::{self as api, Kind, Object, Pod, Truth, View as _, condition, get};
use kgas_engine::rollout::{Adopted, BySlot, Deployment, Revision, Seen, Slot, SlotSeen, Traffic};
use kgas_transport::CallError;

use super::marks::{HAD, epoch_of};
use super::world::{Fixed, Look, Router, World};
use super::{marks, record};
use crate::resources::rollout::template::REVISION_LABEL;

/// How many pods are looked at for why they do not come.
const PODS: u32 = 20;

/// Looks.
///
/// # Errors
/// The call that failed.
pub(super) async fn observe(world: &World<'_>) -> Result<Look, CallError> {
    let fixed = world.fixed;
    let (wire, names) = (world.wire(), &fixed.names);
    let fetch = |place| wire.call(get::request(&place));
    let scaled = fixed.resolved.as_ref().is_none_or(|resolved| resolved.autoscaler.is_some());
    let (served, copied) = {
        let course = world.course();
        (course.served, course.copied)
    };
    let service = |slot: Slot| {
        let unknown = (!served.get(slot)).then(|| fetch(names.of(Kind::SERVICE, slot)));
        async move { OptionFuture::from(unknown).await.transpose().map(Option::flatten) }
    };
    let autoscaler = |slot: Slot| {
        let wanted = scaled.then(|| fetch(names.of(Kind::HORIZONTAL_POD_AUTOSCALER, slot)));
        async move { OptionFuture::from(wanted).await.transpose().map(Option::flatten) }
    };
    let route = async {
        match &fixed.router {
            Router::Route(name, route) => fetch(names.named(route.dialect.kind(), name)).await,
            Router::Service(name, _) => fetch(names.named(Kind::SERVICE, name)).await,
            Router::Pods => Ok(None),
        }
    };
    let adopted = async {
        match &fixed.adopts {
            Some(name) => fetch(names.named(Kind::DEPLOYMENT, name)).await,
            None => Ok(None),
        }
    };
    let (lease, journal, a, b, service_a, service_b, scaler_a, scaler_b, route, adopted, copies_missing) = tokio::try_join!(
        fetch(names.lease()),
        fetch(names.journal()),
        fetch(names.of(Kind::DEPLOYMENT, Slot::A)),
        fetch(names.of(Kind::DEPLOYMENT, Slot::B)),
        service(Slot::A),
        service(Slot::B),
        autoscaler(Slot::A),
        autoscaler(Slot::B),
        route,
        adopted,
        copies_missing(world, copied),
    )?;
    let deployments = BySlot { a, b };
    let services = BySlot { a: service_a, b: service_b };
    let scalers = BySlot { a: scaler_a, b: scaler_b };
    let mut unusable = Unusable(None);
    let all = [&lease, &journal, &deployments.a, &deployments.b, &services.a, &services.b, &scalers.a, &scalers.b];
    for object in all.into_iter().flatten().filter(|object| !fixed.is_ours(object)) {
        unusable.strange(object);
    }
    let mut seen = Seen {
        lease: lease.as_ref().and_then(|object| unusable.unless(object, record::lease(object))),
        journal: journal.as_ref().and_then(|object| unusable.unless(object, record::journal(object))),
        approved: journal.as_ref().and_then(record::approval),
        copies_missing,
        ..Seen::default()
    };
    for slot in Slot::BOTH {
        let service = *served.get(slot) || services.get(slot).is_some();
        let autoscaler = scalers.get(slot).as_ref().and_then(|object| api::HorizontalPodAutoscaler::of(object).ok());
        *seen.slots.get_mut(slot) = SlotSeen {
            deployment: deployments.get(slot).as_ref().map(|object| deployment(fixed, object)),
            service,
            autoscaler: autoscaler.map(|autoscaler| autoscaler.spec.min_replicas),
        };
        *world.course().served.get_mut(slot) = service;
    }
    world.course().copied |= !copies_missing;
    seen.traffic = match (&fixed.router, &route) {
        (Router::Pods, _) => None,
        (Router::Route(name, wanted), None) if !wanted.is_owned() => {
            unusable.because(format!("{} does not exist", names.named(wanted.dialect.kind(), name)));
            Some(Traffic::default())
        }
        (_, None) => Some(Traffic::default()),
        (Router::Route(_, wanted), Some(object)) => {
            if wanted.is_owned() && !fixed.is_ours(object) {
                unusable.strange(object);
            }
            let traffic = wanted.read(object);
            if !wanted.is_owned() && !traffic.as_declared && fixed.resolved.is_some() {
                drop(unusable.unless(object, wanted.take_place(object, 100, 0)));
            }
            Some(traffic)
        }
        (Router::Service(_, wanted), Some(object)) => Some(wanted.read(object, fixed.is_ours(object))),
    };
    seen.adopted = adopted.as_ref().map(|object| seen_adopted(fixed, object));
    seen.unusable = unusable.0;
    for slot in Slot::BOTH {
        say_trouble(world, slot, &mut seen).await;
    }
    Ok(Look { seen, lease, journal, deployments, route, adopted })
}

/// What keeps a run from beginning; the first reason stands for all.
struct Unusable(Option<String>);

impl Unusable {
    fn because(&mut self, why: String) {
        self.0.get_or_insert(why);
    }

    fn strange(&mut self, object: &Object) {
        self.because(format!("{object} exists and does not belong to this rollout"));
    }

    fn unless<T>(&mut self, object: &Object, read: Result<T, String>) -> Option<T> {
        read.map_err(|why| self.because(format!("{object} cannot be used: {why}"))).ok()
    }
}

fn seen_adopted(fixed: &Fixed, object: &Object) -> Adopted {
    let found = fixed.resolved.as_ref().and_then(|resolved| resolved.found.as_ref());
    let noted = object.annotation(marks::REVISION).map(|text| Revision(text.to_owned()));
    let read = api::Deployment::of(object).unwrap_or_default();
    Adopted {
        revision: noted.or_else(|| found.map(|found| found.revision.clone())).unwrap_or_default(),
        asked: read.spec.replicas,
        available: if is_current(object, &read) { read.status.available_replicas } else { 0 },
        had: object.annotation(HAD).and_then(|had| had.parse().ok()),
    }
}

/// Copies are looked for until they are there: nobody can change them.
async fn copies_missing(world: &World<'_>, copied: bool) -> Result<bool, CallError> {
    let Some(resolved) = world.fixed.resolved.as_ref().filter(|_| !copied) else { return Ok(false) };
    for (place, _) in &resolved.copies {
        if world.wire().call(get::request(place)).await?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_current(object: &Object, read: &api::Deployment) -> bool {
    read.status.observed_generation >= object.generation().unwrap_or(0)
}

fn deployment(fixed: &Fixed, object: &Object) -> Deployment {
    let read = api::Deployment::of(object).unwrap_or_default();
    let status = &read.status;
    // Pods of an older template are available too, and are not what is asked for.
    let available = status.available_replicas.min(status.updated_replicas);
    let failure = condition(&status.conditions, "ReplicaFailure").filter(|condition| condition.status == Truth::True);
    Deployment {
        revision: object
            .label(REVISION_LABEL)
            .map(|text| Revision(text.to_owned()))
            .filter(|name| runs(fixed, object, name)),
        asked: read.spec.replicas,
        available,
        pods: status.replicas,
        current: is_current(object, &read),
        trouble: failure.map(|condition| format!("{}: {}", condition.reason, condition.message)),
        epoch: epoch_of(object),
    }
}

/// Whether a Deployment runs the images of the revision that it names. Other fields come back in another form than they were
/// sent in: a quantity of `1000m` is `1`.
fn runs(fixed: &Fixed, object: &Object, name: &Revision) -> bool {
    let Some(resolved) = fixed.resolved.as_ref().filter(|resolved| resolved.revision == *name) else { return true };
    object.get(&["spec", "template"]).is_some_and(|live| resolved.wanted.has_images_of(live))
}

/// Finds out why pods do not come, from the pods themselves. What cannot be found out is not said.
async fn say_trouble(world: &World<'_>, slot: Slot, seen: &mut Seen) {
    let Some(deployment) = seen.slots.get_mut(slot).deployment.as_mut() else { return };
    if deployment.available >= deployment.asked || deployment.trouble.is_some() || !deployment.current {
        return;
    }
    let labels = format!(
        "{}={},{}={slot}",
        crate::resources::rollout::template::ROLLOUT_LABEL,
        world.fixed.names.rollout(),
        crate::resources::rollout::template::SLOT_LABEL
    );
    let selection = Selection { labels: Some(&labels), fields: None };
    let pods =
        world.wire().call(list::request(Kind::POD, Some(world.fixed.names.namespace()), selection, PODS, None)).await;
    deployment.trouble = pods.ok().and_then(|pods| pods.page.items.iter().find_map(trouble));
}

fn trouble(object: &Object) -> Option<String> {
    let pod = Pod::of(object).ok()?;
    if pod.is_ready() {
        return None;
    }
    let waiting = pod
        .waiting()
        .next()
        .map(|(name, waiting)| format!("container {name} of {object}: {}: {}", waiting.reason, waiting.message));
    let unscheduled = condition(&pod.status.conditions, "PodScheduled")
        .filter(|condition| condition.status == Truth::False)
        .map(|condition| format!("{object} is not scheduled: {}", condition.message));
    let unready = condition(&pod.status.conditions, "Ready")
        .filter(|condition| condition.status == Truth::False && !condition.message.is_empty())
        .map(|condition| format!("{object} is not ready: {}", condition.message));
    waiting.or(unscheduled).or(unready)
}
