//! A look at what the controller was brought, and at what it says of it.

use futures_util::future::{join_all, try_join_all};
use kgas_api::kubernetes::list::{self, Selection};
use kgas_api::kubernetes::{Kind, Object, Place, get};
use kgas_engine::rollout::delegated::{Left, Report, Seen, Workload};
use kgas_engine::rollout::{Goal, Journal, Phase, Revision};
use kgas_transport::CallError;
use serde_json::Value;

use super::carrier::{Carrier, Wanted};
use super::part::Part;
use super::record::Record;
use super::world::{Look, World};
use super::{argo, flagger, ports};
use crate::resources::rollout::native::refusals::is_unserved;
use crate::resources::rollout::native::{covers, record, runs, strange};
use crate::resources::rollout::template::REVISION_LABEL;

/// Looks.
///
/// # Errors
/// The call that failed.
pub(super) async fn observe(world: &World<'_>) -> Result<Look, CallError> {
    let (fixed, names) = (world.fixed, &world.fixed.names);
    let parts = world.wanted.map(|wanted| wanted.parts.as_slice()).unwrap_or_default();
    let parts = try_join_all(parts.iter().map(|part| find(world, &part.place)));
    let workload = names.named(world.carrier.workload(), names.rollout());
    let journal = names.journal();
    let (parts, workload, object) = tokio::try_join!(parts, find(world, &workload), find(world, &journal))?;
    let mut unusable = None;
    for object in parts.iter().chain([&workload, &object]).flatten().filter(|object| !fixed.is_ours(object)) {
        unusable.get_or_insert(strange(object));
    }
    let journal = object.as_ref().and_then(|object| {
        let read = record::journal(object);
        read.map_err(|why| unusable.get_or_insert(format!("{object} cannot be used: {why}")).len()).ok()
    });
    let record = Record::of(object.as_ref());
    // Whoever goes needs none.
    let lost = journal.as_ref().is_some_and(|journal| journal.stable.is_some()) && record.stable.is_none();
    if lost && world.wanted.is_some() {
        unusable.get_or_insert(format!(
            "{} was written by another engine, or lost its template: destroy the rollout and create it anew",
            names.journal()
        ));
    }
    if let Some(wanted) = world.wanted {
        if let Some(object) = usurped(world, wanted, &parts).await? {
            unusable.get_or_insert(format!("{object} exists, and {} would take it over", world.carrier.name()));
        }
        let stable = journal.as_ref().and_then(|journal| journal.stable.as_ref());
        let another = stable.map(|stable| stable.revision != wanted.revision);
        if let Some(why) = another.and_then(|another| ports::objection(wanted, &parts, another)) {
            unusable.get_or_insert(why);
        }
    }
    let mut look =
        Look { unprepared: unprepared(world.wanted, &parts), journal: object, record, workload, ..Look::default() };
    look.seen = Seen {
        unusable,
        unprepared: look.unprepared.is_some(),
        approved: look.journal.as_ref().and_then(record::approval),
        journal,
        ..Seen::default()
    };
    if let Some(object) = look.workload.clone() {
        let (report, said, sized) = report(world, &object, &look).await?;
        let is = revision(world, &object);
        let as_wanted = sized && world.wanted.is_none_or(|wanted| is_as_wanted(world.carrier, wanted, &object));
        look.seen.workload = Some(Workload { revision: is, as_wanted, report });
        look.said = said;
    }
    (look.seen.left, look.left) = left(world, &look.seen).await?;
    Ok(look)
}

/// An object, if there is one; of a kind that is not served there is none for whoever goes.
async fn find(world: &World<'_>, place: &Place) -> Result<Option<Object>, CallError> {
    let found = world.wire().call(get::request(place)).await;
    found.or_else(|err| if world.wanted.is_none() && is_unserved(&err) { Ok(None) } else { Err(err) })
}

/// Something of others where Flagger makes its own: it asks nobody before it changes that. It is looked for until there is a Canary.
async fn usurped(world: &World<'_>, wanted: &Wanted, live: &[Option<Object>]) -> Result<Option<Object>, CallError> {
    let of = |(part, live): (&Part, &Option<Object>)| {
        (part.place.kind() == Kind::CANARY).then(|| (part.body().clone(), live.is_some()))
    };
    let Some((canary, false)) = wanted.parts.iter().zip(live).find_map(of) else { return Ok(None) };
    let places = flagger::makes(&canary, &world.fixed.names);
    let found = try_join_all(places.iter().map(|place| find(world, place))).await?;
    let name = world.fixed.names.rollout();
    let is_flaggers = |object: &Object| {
        object.owner_references().iter().any(|owner| owner.kind == Kind::CANARY.kind && owner.name == name)
    };
    Ok(found.into_iter().flatten().find(|object| !is_flaggers(object)))
}

/// The first part that is not as it is wanted.
fn unprepared(wanted: Option<&Wanted>, live: &[Option<Object>]) -> Option<(usize, Option<Object>)> {
    let all = wanted?.parts.iter().zip(live).enumerate();
    all.filter(|(_, (part, live))| live.as_ref().is_none_or(|live| !part.is_there(live)))
        .map(|(index, (_, live))| (index, live.clone()))
        .next()
}

/// What the workload says that it runs, if nobody has changed it since.
fn revision(world: &World<'_>, object: &Object) -> Option<Revision> {
    let is = object.label(REVISION_LABEL).map(|text| Revision(text.to_owned()))?;
    let untouched = match (world.carrier, world.wanted.filter(|wanted| wanted.revision == is)) {
        // What is served as it was written can be compared.
        (Carrier::Argo, Some(wanted)) => {
            object.get(&["spec", "template"]).is_some_and(|live| covers(live, &wanted.template))
        }
        (Carrier::Argo, None) => true,
        (Carrier::Flagger, _) => runs(object),
    };
    untouched.then_some(is)
}

fn is_as_wanted(carrier: Carrier, wanted: &Wanted, object: &Object) -> bool {
    let live = Value::Object(object.fields().clone());
    match carrier {
        Carrier::Argo => covers(&live, &wanted.workload),
        Carrier::Flagger => covers(&live, &flagger::mendable(wanted)),
    }
}

/// What the controller says, its words as they are compared, and whether it keeps as many pods as are wanted.
async fn report(world: &World<'_>, object: &Object, look: &Look) -> Result<(Report, String, bool), CallError> {
    let journal = look.seen.journal.as_ref();
    match world.carrier {
        Carrier::Argo => {
            let first = argo::report(object, journal, &argo::Evidence::default());
            let Report::Failed { .. } = first else { return Ok((first, String::new(), true)) };
            let evidence = evidence(world, object).await;
            Ok((argo::report(object, journal, &evidence), String::new(), true))
        }
        Carrier::Flagger => flagger::look(world, object, journal, &look.record).await,
    }
}

/// Why a version was given up. What cannot be found out is not said.
async fn evidence(world: &World<'_>, object: &Object) -> argo::Evidence {
    let hash = object.get(&["status", "currentPodHash"]).and_then(Value::as_str).unwrap_or_default();
    let names = &world.fixed.names;
    let labels = format!("rollouts-pod-template-hash={hash}");
    let fields = format!("involvedObject.kind=Rollout,involvedObject.name={},type=Warning", names.rollout());
    let runs = Selection { labels: Some(&labels), fields: None };
    let events = Selection { labels: None, fields: Some(&fields) };
    let all = |kind, selection| world.wire().call(list::request(kind, Some(names.namespace()), selection, 0, None));
    let (runs, events) = tokio::join!(all(Kind::ANALYSIS_RUN, runs), all(Kind::CORE_EVENT, events));
    let items = |list: Result<list::List, CallError>| list.map(|list| list.page.items).unwrap_or_default();
    argo::Evidence { runs: items(runs), events: items(events) }
}

/// Whether a controller keeps it: its labels may be copies of ours, and it goes with what it belongs to.
fn is_kept(object: &Object) -> bool {
    object.owner_references().iter().any(|owner| owner.controller == Some(true))
}

/// What is ours and not wanted. It is looked for where it is of any use, and until nothing is found.
async fn left(world: &World<'_>, seen: &Seen) -> Result<(Left, Option<Place>), CallError> {
    let goes = world.spec.goal == Goal::Absent;
    let rests = |journal: &Journal| journal.phase == Phase::Idle;
    let serves = seen.workload.as_ref().is_some_and(|workload| workload.report == Report::Serving)
        && seen.journal.as_ref().is_some_and(rests);
    if !goes && (!serves || world.wanted.is_none() || world.course().clean) {
        return Ok((Left::Nothing, None));
    }
    let (fixed, names) = (world.fixed, &world.fixed.names);
    let labels = fixed.labels();
    let selection = Selection { labels: Some(&labels), fields: None };
    let of = |kind: &Kind| world.wire().call(list::request(*kind, Some(names.namespace()), selection, 0, None));
    let kinds = world.carrier.kinds();
    let mut leaving = false;
    for (kind, list) in kinds.iter().zip(join_all(kinds.iter().map(of)).await) {
        let items = match list {
            Ok(list) => list.page.items,
            Err(err) if goes && is_unserved(&err) => continue,
            Err(err) => return Err(err),
        };
        for object in items {
            let place = names.named(*kind, object.name());
            let is_wanted = world.wanted.is_some_and(|wanted| wanted.parts.iter().any(|part| part.place == place));
            let workload = place.kind() == world.carrier.workload() && object.name() == names.rollout();
            if is_kept(&object) || place == names.journal() || (!goes && (is_wanted || workload)) {
                continue;
            }
            if !object.is_deleting() {
                return Ok((Left::Something, Some(place)));
            }
            leaving = true;
        }
        // The controller's own go with what they belong to, before anything that they refer to.
        if leaving && goes {
            break;
        }
    }
    world.course().clean = !leaving;
    Ok((if leaving { Left::Leaving } else { Left::Nothing }, None))
}
