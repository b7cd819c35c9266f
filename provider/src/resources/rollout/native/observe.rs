//! A look at everything that a rollout has in its cluster.

use futures_util::future::OptionFuture;
use kgas_api::kubernetes::list::{self, Selection};
use kgas_api::kubernetes::{self as api, Kind, Object, Pod, Step, Truth, View as _, condition, get};
use kgas_engine::rollout::{Adopted, BySlot, Deployment, Revision, Seen, Served, Slot, SlotSeen, Traffic};
use kgas_transport::CallError;

use super::alb::{BY_IP, TARGET_TYPE};
use super::covers::covers;
use super::marks::{HAD, epoch_of};
use super::names::Names;
use super::nginx::Found;
use super::refusals::is_unserved;
use super::wire::Wire;
use super::world::{Fixed, Look, Router, World};
use super::{marks, record};
use crate::resources::rollout::template::{REVISION_LABEL, ROLLOUT_LABEL, written_port};

/// How many pods are looked at for why they do not come.
const PODS: u32 = 20;

/// Looks.
///
/// # Errors
/// The call that failed.
#[expect(clippy::too_many_lines, reason = "everything that a look asks for, side by side, and what it comes to")]
pub(super) async fn observe(world: &World<'_>) -> Result<Look, CallError> {
    let fixed = world.fixed;
    let (wire, names) = (world.wire(), &fixed.names);
    let fetch = |place| wire.call(get::request(&place));
    let (served, copied, unscaled) = {
        let course = world.course();
        (course.served, course.copied, course.unscaled)
    };
    let scaled = !unscaled || fixed.resolved.as_ref().is_none_or(|resolved| resolved.autoscaler.is_some());
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
            Router::Route(name, route) => {
                let found = fetch(names.named(route.dialect.kind(), name)).await;
                found.or_else(|err| if fixed.resolved.is_none() && is_unserved(&err) { Ok(None) } else { Err(err) })
            }
            Router::Service(name, _) => fetch(names.named(Kind::SERVICE, name)).await,
            Router::Nginx(name, _) | Router::Alb(name, _) => fetch(names.named(Kind::INGRESS, name)).await,
            Router::Pods => Ok(None),
        }
    };
    let beside = async {
        match &fixed.router {
            Router::Nginx(..) => fetch(names.beside()).await,
            _ => Ok(None),
        }
    };
    let adopted = async {
        match &fixed.adopts {
            Some(name) => fetch(names.named(Kind::DEPLOYMENT, name)).await,
            None => Ok(None),
        }
    };
    let (lease, journal, a, b, service_a, service_b, scaler_a, scaler_b, route, beside, adopted, copies_missing) = tokio::try_join!(
        fetch(names.lease()),
        fetch(names.journal()),
        fetch(names.of(Kind::DEPLOYMENT, Slot::A)),
        fetch(names.of(Kind::DEPLOYMENT, Slot::B)),
        service(Slot::A),
        service(Slot::B),
        autoscaler(Slot::A),
        autoscaler(Slot::B),
        route,
        beside,
        adopted,
        copies_missing(world, copied),
    )?;
    let deployments = BySlot { a, b };
    let services = BySlot { a: service_a, b: service_b };
    let scalers = BySlot { a: scaler_a, b: scaler_b };
    let mut unusable = Unusable(None);
    let all =
        [&lease, &journal, &deployments.a, &deployments.b, &services.a, &services.b, &scalers.a, &scalers.b, &beside];
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
    if let Some(object) = journal.as_ref().filter(|object| object.get(&["data", record::SAID]).is_some()) {
        unusable.because(format!(
            "{object} is of a rollout that another engine carries out: apply once with that `engine`"
        ));
    }
    for slot in Slot::BOTH {
        let service = match services.get(slot) {
            _ if *served.get(slot) => Served::AsWanted,
            None => Served::Missing,
            Some(object) if has_ports(fixed, object) => Served::AsWanted,
            Some(_) => Served::Otherwise,
        };
        let autoscaler = scalers.get(slot).as_ref().and_then(|object| api::HorizontalPodAutoscaler::of(object).ok());
        *seen.slots.get_mut(slot) = SlotSeen {
            deployment: deployments.get(slot).as_ref().map(deployment),
            service,
            autoscaler: autoscaler.map(|autoscaler| autoscaler.spec.min_replicas),
        };
        *world.course().served.get_mut(slot) = service == Served::AsWanted;
    }
    world.course().copied |= !copies_missing;
    world.course().unscaled = scalers.a.is_none() && scalers.b.is_none();
    seen.traffic = match (&fixed.router, &route) {
        (Router::Pods, _) => None,
        // Whoever goes needs no route.
        (Router::Route(name, wanted), None) if !wanted.is_owned() && fixed.resolved.is_some() => {
            unusable.because(format!("{} does not exist", names.named(wanted.dialect.kind(), name)));
            Some(Traffic::default())
        }
        (Router::Nginx(name, wanted), main) => {
            let found = Found { main: main.as_ref(), beside: beside.as_ref() };
            if let Some(main) = main.as_ref().filter(|main| wanted.main.is_owned() && !fixed.is_ours(main)) {
                unusable.strange(main);
            }
            if fixed.resolved.is_some() {
                let why = match main {
                    Some(main) => wanted.objection(main),
                    None if wanted.main.is_owned() => None,
                    None => Some(format!("{} does not exist", names.named(Kind::INGRESS, name))),
                };
                if let Some(why) = why {
                    unusable.because(why);
                }
            }
            let stable = seen.journal.as_ref().and_then(|journal| journal.stable.as_ref());
            Some(wanted.read(found, stable.map(|stable| stable.slot)))
        }
        (Router::Alb(name, wanted), None) if !wanted.main.is_owned() && fixed.resolved.is_some() => {
            unusable.because(format!("{} does not exist", names.named(Kind::INGRESS, name)));
            Some(Traffic::default())
        }
        (Router::Alb(_, wanted), Some(object)) => {
            if wanted.main.is_owned() && !fixed.is_ours(object) {
                unusable.strange(object);
            }
            if let Some(why) = wanted.objection(object).filter(|_| fixed.resolved.is_some()) {
                unusable.because(why);
            }
            Some(wanted.read(object))
        }
        (_, None) => Some(Traffic::default()),
        (Router::Route(_, wanted), Some(object)) => {
            if wanted.is_owned() && !fixed.is_ours(object) {
                unusable.strange(object);
            }
            let traffic = wanted.read(object);
            if fixed.resolved.is_some() {
                if let Some(why) = wanted.objection(object) {
                    unusable.because(why);
                }
                if !wanted.is_owned() && !traffic.as_declared {
                    drop(unusable.unless(object, wanted.take_place(object, 100, 0)));
                }
            }
            Some(traffic)
        }
        (Router::Service(_, wanted), Some(object)) => {
            let resolved = fixed.resolved.as_ref();
            if let Some(why) = resolved.and_then(|resolved| wanted.objection(object, resolved.wanted.labels())) {
                unusable.because(why);
            }
            Some(wanted.read(object, fixed.is_ours(object)))
        }
    };
    if let Some(why) =
        adopted.as_ref().filter(|_| fixed.resolved.is_some()).and_then(|object| taken_over(fixed, object))
    {
        unusable.because(why);
    }
    seen.adopted = adopted.as_ref().map(|object| seen_adopted(fixed, object));
    seen.unusable = unusable.0;
    for slot in Slot::BOTH {
        say_trouble(world, slot, &mut seen).await;
    }
    Ok(Look { seen, lease, journal, deployments, route, beside, adopted, guard: None })
}

/// What keeps a run from beginning; the first reason stands for all.
struct Unusable(Option<String>);

impl Unusable {
    fn because(&mut self, why: String) {
        self.0.get_or_insert(why);
    }

    fn strange(&mut self, object: &Object) {
        self.because(strange(object));
    }

    fn unless<T>(&mut self, object: &Object, read: Result<T, String>) -> Option<T> {
        read.map_err(|why| self.because(format!("{object} cannot be used: {why}"))).ok()
    }
}

/// An object of somebody else is where one of ours has to be.
pub(in crate::resources::rollout) fn strange(object: &Object) -> String {
    format!("{object} exists and does not belong to this rollout")
}

/// Another rollout has taken over the Deployment, which gives its pods back when that one is destroyed.
fn taken_over(fixed: &Fixed, object: &Object) -> Option<String> {
    let other = object.annotation(ROLLOUT_LABEL).filter(|other| *other != fixed.names.rollout())?;
    Some(format!("{object} is adopted by the rollout {other:?} already, which would take its pods again"))
}

fn seen_adopted(fixed: &Fixed, object: &Object) -> Adopted {
    let found = fixed.resolved.as_ref().and_then(|resolved| resolved.found.as_ref());
    let noted = object.annotation(REVISION_LABEL).map(|text| Revision(text.to_owned()));
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

fn deployment(object: &Object) -> Deployment {
    let read = api::Deployment::of(object).unwrap_or_default();
    let status = &read.status;
    // Pods of an older template are available too, and are not what is asked for.
    let available = status.available_replicas.min(status.updated_replicas);
    let failure = condition(&status.conditions, "ReplicaFailure").filter(|condition| condition.status == Truth::True);
    Deployment {
        revision: object.label(REVISION_LABEL).map(|text| Revision(text.to_owned())).filter(|_| runs(object)),
        asked: read.spec.replicas,
        available,
        pods: status.replicas,
        current: is_current(object, &read),
        trouble: failure.map(|condition| format!("{}: {}", condition.reason, condition.message)),
        epoch: epoch_of(object),
    }
}

/// Whether a slot's Service has the ports that the wanted pods need, and a load balancer can use it.
fn has_ports(fixed: &Fixed, object: &Object) -> bool {
    let Some(resolved) = &fixed.resolved else { return true };
    if matches!(fixed.router, Router::Alb(..)) && object.annotation(TARGET_TYPE) != Some(BY_IP) {
        return false;
    }
    let wanted: Vec<_> = resolved.ports.iter().map(written_port).collect();
    object.get(&["spec", "ports"]).is_some_and(|live| covers(live, &wanted.into()))
}

/// Whether the images of a Deployment are those that were applied with its revision. Who owns them says it: what an admission
/// webhook makes of them is ours as well, and what somebody sets is not.
pub(in crate::resources::rollout) fn runs(object: &Object) -> bool {
    let containers = object.get(&["spec", "template", "spec", "containers"]).and_then(serde_json::Value::as_array);
    containers.into_iter().flatten().filter_map(|container| container["name"].as_str()).all(|name| {
        let key = serde_json::Map::from_iter([("name".to_owned(), name.into())]);
        let path = ["spec", "template", "spec", "containers"].map(Step::Field);
        let path = [&path[..], &[Step::Item(&key), Step::Field("image")]].concat();
        object.owners_of(&path).iter().all(|owner| owner.name == marks::MANAGER)
    })
}

/// Finds out why pods do not come, from the pods themselves. What cannot be found out is not said.
async fn say_trouble(world: &World<'_>, slot: Slot, seen: &mut Seen) {
    let Some(deployment) = seen.slots.get_mut(slot).deployment.as_mut() else { return };
    if deployment.available >= deployment.asked || deployment.trouble.is_some() || !deployment.current {
        return;
    }
    let labels = world.fixed.names.pods_of(slot);
    let pods = some_pods(world.wire(), &world.fixed.names, &labels).await;
    deployment.trouble = pods.ok().and_then(|pods| pods.iter().find_map(trouble));
}

/// As many of the pods with these labels as tell why others do not come.
///
/// # Errors
/// The call that failed.
pub(super) async fn some_pods(wire: &Wire, names: &Names, labels: &str) -> Result<Vec<Object>, CallError> {
    let selection = Selection { labels: Some(labels), fields: None };
    let listed = wire.call(list::request(Kind::POD, Some(names.namespace()), selection, PODS, None)).await?;
    Ok(listed.page.items)
}

pub(super) fn trouble(object: &Object) -> Option<String> {
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
