//! The managed resource: each operation is one run of the loop, and its end is what Terraform is told.

use std::collections::BTreeMap;
use std::time::Duration;

use kgas_engine::cluster::observed::Status;
use kgas_engine::cluster::plan::notes;
use kgas_engine::cluster::{Goal, LOOKS, Problem, Seen, Waiting};
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_transport::CallError;
use tfplugin_rs::schema::{Attribute, Kind, Need};
use tfplugin_rs::value::{Type, Value};
use tfplugin_rs::{
    Attr, Context, Create, Current, Diagnostic, Diagnostics, GoDuration, Import, Outcome, Plan, Problems, Resource,
    Timeouts, Update, View,
};

use super::aws::{self, Owner, Wanted, World, wanted};
use super::id::{Cloud, ClusterId};
use super::model::{Cluster, OnTimeout};
use super::state::{self, Unmentioned};
use super::{left, plan, say};
use crate::client::Client;
use crate::drive::{End, Why, World as _, drive, now};

/// `kgas_cluster`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClusterResource;

/// How a run on a cluster ended.
type Ended = End<Seen, Waiting, Problem>;

impl Resource for ClusterResource {
    type Client = Client;
    type Model = Cluster;
    const TYPE: &'static str = "kgas_cluster";

    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        plan::validate(config)
    }

    async fn plan(&self, plan: &mut Plan<'_>, context: Option<Context<Client>>) -> Result<Diagnostics, Problems> {
        let mut told = plan::refine(plan)?;
        let Some(context) = context.filter(|_| plan.changes_anything()) else { return Ok(told) };
        let (key, offered) = tokio::join!(aws::key::check(plan, &context), aws::offered::check(plan, &context));
        told.extend(key?);
        told.extend(offered?);
        if let Some((before, planned)) = plan::change(plan)? {
            let run = Run::new(&planned, Some(&before), Goal::Present, &context).await.map(Run::looking_once);
            if let Ok(run) = run
                && let Ok(seen) = run.world.observe().await
            {
                let next = run.world.next(&seen, now(&*context.client.clock));
                told.extend(plan::looked_at(plan, &before, &run.wanted().spec, &seen, &next));
            }
        }
        Ok(told)
    }

    fn plan_destroy(&self, state: View<'_>) -> Result<Diagnostics, Problems> {
        plan::destroy(state)
    }

    async fn create(&self, request: Create<'_, Cluster>, context: Context<Client>) -> Outcome<Cluster> {
        let planned = request.planned;
        let id = id_of(&planned);
        let Some(claim) = context.client.claims.take(&id) else {
            return Outcome::unchanged().with(say::made_twice(&planned.name));
        };
        let run = match Run::new(&planned, None, Goal::Present, &context).await {
            Ok(run) => run,
            Err(told) => return Outcome::unchanged().with(told),
        };
        let time = timeout(&planned, |timeouts| timeouts.create.as_ref(), 60);
        let end = drive(&run.world, &*context.client.clock, &context.stop, time).await;
        if matches!(end.why, Why::Done) {
            claim.keep(run.world.adopted());
        }
        run.applied(&planned, None, end).await
    }

    async fn read(&self, request: Current<Cluster>, context: Context<Client>) -> Outcome<Cluster> {
        let state = request.state;
        let run = match Run::new(&state, Some(&state), Goal::Present, &context).await {
            Ok(run) => run,
            Err(told) => return Outcome::unchanged().with(told),
        };
        run.looking_once().read(&state, Unmentioned::LeaveOut, &*context.client.clock).await
    }

    async fn update(&self, request: Update<'_, Cluster>, context: Context<Client>) -> Outcome<Cluster> {
        let planned = request.planned;
        let run = match Run::new(&planned, Some(&request.prior), Goal::Present, &context).await {
            Ok(run) => run,
            Err(told) => return Outcome::unchanged().with(told),
        };
        let time = timeout(&planned, |timeouts| timeouts.update.as_ref(), 120);
        let end = drive(&run.world, &*context.client.clock, &context.stop, time).await;
        run.applied(&planned, Some(&request.prior), end).await
    }

    async fn delete(&self, request: Current<Cluster>, context: Context<Client>) -> Outcome<Cluster> {
        let state = request.state;
        let id = id_of(&state);
        if context.client.claims.is_adopted(&id) {
            return Outcome::unchanged().with(say::adopted_by_its_successor(&state.name));
        }
        let run = match Run::new(&state, Some(&state), Goal::Absent, &context).await {
            Ok(run) => run,
            Err(told) => return Outcome::unchanged().with(told),
        };
        let time = timeout(&state, |timeouts| timeouts.delete.as_ref(), 60);
        let end = drive(&run.world, &*context.client.clock, &context.stop, time).await;
        if matches!(end.why, Why::Done) {
            context.client.claims.release(&id);
        }
        deleted(end)
    }

    async fn import(&self, request: Import, context: Context<Client>) -> Outcome<Cluster> {
        let text = match request {
            Import::Id(text) => text,
            Import::Identity(identity) => match identity.get("id") {
                Some(Value::String(text)) => text.clone(),
                _ => String::new(),
            },
        };
        let id: ClusterId = match text.parse() {
            Ok(id) => id,
            Err(text) => {
                return Outcome::unchanged().with(Diagnostic::error("Not a cluster's id").detail(text));
            }
        };
        let blank = Cluster::blank(&id);
        match Run::new(&blank, Some(&blank), Goal::Present, &context).await {
            Ok(run) => run.looking_once().read(&blank, Unmentioned::TakeIn, &*context.client.clock).await,
            Err(told) => Outcome::unchanged().with(told),
        }
    }

    fn identity_attributes(&self) -> Vec<Attribute> {
        vec![Attribute::new("id", Kind::Value(Type::String), Need::Required, "`aws/REGION/NAME`.")]
    }

    fn identity(&self, state: &Cluster) -> BTreeMap<String, Value> {
        match &state.id {
            Attr::Known(id) => BTreeMap::from([("id".to_owned(), Value::String(id.clone()))]),
            Attr::Null | Attr::Unknown => BTreeMap::new(),
        }
    }
}

/// One run on one cluster.
struct Run {
    world: World,
}

impl Run {
    async fn new(
        model: &Cluster,
        before: Option<&Cluster>,
        goal: Goal,
        context: &Context<Client>,
    ) -> Result<Self, Diagnostic> {
        let Context { client, stop } = context;
        let connected = client.aws(&model.location, stop).await?;
        let name = kgas_api::aws::eks::ClusterName::parse(&model.name).map_err(|err| {
            Diagnostic::error("Not a cluster's name").at("name").detail(format!("{err}. Nothing was done."))
        })?;
        let wanted = wanted(model, before, goal, &owner(client));
        let run = client.clock.wall().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let world = World::new(connected, name, wanted, run.as_nanos().to_string());
        Ok(Self { world })
    }

    /// The same run, which does nothing.
    fn looking_once(self) -> Self {
        Self { world: self.world.looking_once() }
    }

    fn wanted(&self) -> &Wanted {
        self.world.wanted()
    }

    /// What is there now; whatever is not as the state says is seen as a change, or else as a status.
    async fn read(
        &self,
        before: &Cluster,
        unmentioned: Unmentioned,
        clock: &dyn kgas_transport::Clock,
    ) -> Outcome<Cluster> {
        let seen = match self.look(clock).await {
            Ok(seen) => seen,
            Err(err) => return Outcome::unchanged().with(say::failed(&err, false)),
        };
        let spec = &self.wanted().spec;
        let owner = seen.cluster.as_ref().and_then(|cluster| cluster.tags.get(OWNER_TAG_KEY));
        if let (Unmentioned::TakeIn, Some(owner)) = (unmentioned, owner.filter(|owner| *owner != spec.owner.as_str())) {
            return Outcome::unchanged().with(say::owned_elsewhere(&spec.name, owner));
        }
        let Some(mut model) = state::model(&seen, before, spec, unmentioned) else { return Outcome::gone() };
        if unmentioned == Unmentioned::LeaveOut {
            plan::note_drift(&mut model, before, &self.world, &seen, clock);
        }
        model.version_end_of_life = self.end_of_life(&model).await;
        Outcome::is(model)
    }

    /// Looks, and again before it is believed that a cluster which the state holds is gone: a cloud's reads may be stale.
    async fn look(&self, clock: &dyn kgas_transport::Clock) -> Result<Seen, CallError> {
        let mut seen = self.world.observe().await?;
        while self.wanted().spec.known && seen.cluster.is_none() && seen.cluster_absent < LOOKS {
            clock.sleep(self.world.pause(1)).await;
            seen = self.world.observe().await?;
        }
        Ok(seen)
    }

    async fn end_of_life(&self, model: &Cluster) -> Attr<String> {
        match model.version_actual.known() {
            Some(version) => aws::end_of_life(&self.world, version, model.channel).await.into(),
            None => Attr::Null,
        }
    }

    /// The outcome of a creation, or of an update from `prior`.
    async fn applied(&self, planned: &Cluster, prior: Option<&Cluster>, end: Ended) -> Outcome<Cluster> {
        let spec = &self.wanted().spec;
        let acted = end.acted;
        let what = if prior.is_none() { "The creation" } else { "The update" };
        // What leaves is known by the state before: a state that is as planned would forget it.
        let resumes = planned.on_timeout == OnTimeout::Resume && !self.wanted().leaves_something();
        let notes = match (&end.why, &end.seen) {
            (Why::Done, Some(seen)) => notes(spec, seen, self.world.adopted()),
            _ => Vec::new(),
        };
        let (told, as_planned) = match &end.why {
            Why::Done => (None, true),
            Why::Stopped => {
                // An error on a creation would have Terraform destroy what was made.
                let goes_on = prior.is_none() && acted;
                (Some(interrupted(goes_on, "Stopped", &say::stopped(what))), goes_on)
            }
            Why::TimedOut(waiting) => {
                let text = say::timed_out(what, waiting.as_ref());
                (Some(interrupted(resumes, "The timeout has passed", &text)), resumes)
            }
            // The cloud goes on with what it has accepted, though nobody can watch.
            Why::Unseen(err) if prior.is_none() && acted && resumes => (Some(say::unwatched(what, err)), true),
            Why::Failed(err) | Why::Unseen(err) => (Some(say::failed(err, acted)), false),
            Why::Stuck(problem) => (Some(say::problem(problem)), false),
        };
        let cluster = end.seen.as_ref().and_then(|seen| seen.cluster.as_ref());
        let stillborn = cluster.is_some_and(|cluster| matches!(cluster.status, Status::Failed(_)));
        let good = prior.is_none() && acted && !as_planned && !stillborn;
        let told = told.map(|told| if good { say::tainted(told) } else { told });
        let base = prior.map_or_else(|| planned.clone(), |prior| state::unfinished(planned, prior));
        let mut outcome = match end.seen {
            Some(seen) if as_planned => {
                let mut model = planned.clone();
                state::computed(&mut model, &seen);
                model.version_end_of_life = self.end_of_life(&model).await;
                state::keep_promises(&mut model, planned);
                Outcome::is(model)
            }
            // An error stands beside what is true.
            Some(seen) if acted || spec.known => match state::model(&seen, &base, spec, Unmentioned::LeaveOut) {
                Some(mut model) => {
                    model.version_end_of_life = self.end_of_life(&model).await;
                    Outcome::is(model)
                }
                None if acted => {
                    let mut model = planned.clone();
                    state::computed(&mut model, &seen);
                    model.version_end_of_life = Attr::Null;
                    Outcome::is(model)
                }
                None => Outcome::unchanged(),
            },
            _ => Outcome::unchanged(),
        };
        outcome.diagnostics.extend(told);
        outcome.diagnostics.extend(notes.iter().map(say::issue));
        outcome
    }
}

/// A warning leaves the resource as it is; an error on a creation makes Terraform replace it.
fn interrupted(goes_on: bool, summary: &str, text: &str) -> Diagnostic {
    let told = if goes_on { Diagnostic::warning(summary) } else { Diagnostic::error(summary) };
    told.detail(text).next_step("Apply again: it goes on from where this ended.")
}

/// The outcome of a deletion.
fn deleted(end: Ended) -> Outcome<Cluster> {
    match end.why {
        Why::Done => {
            let mut outcome = Outcome::gone();
            outcome.diagnostics.extend(end.seen.iter().flat_map(left::report));
            outcome
        }
        Why::Stopped => Outcome::unchanged().with(interrupted(false, "Stopped", &say::stopped("The deletion"))),
        Why::TimedOut(waiting) => {
            let text = say::timed_out("The deletion", waiting.as_ref());
            Outcome::unchanged().with(interrupted(false, "The timeout has passed", &text))
        }
        Why::Failed(err) | Why::Unseen(err) => Outcome::unchanged().with(say::failed(&err, end.acted)),
        Why::Stuck(problem) => Outcome::unchanged().with(say::problem(&problem)),
    }
}

/// What tells clusters apart.
fn id_of(model: &Cluster) -> String {
    ClusterId { cloud: Cloud::Aws, location: model.location.clone(), name: model.name.clone() }.to_string()
}

/// On whose behalf the provider acts.
pub(super) fn owner(client: &Client) -> Owner {
    Owner {
        name: client.owner.clone(),
        tags: client.default_tags.clone(),
        ignored: client.ignored_tag_prefixes.clone(),
        poll_scale: client.poll_scale,
    }
}

fn timeout(model: &Cluster, which: impl FnOnce(&Timeouts) -> Option<&GoDuration>, minutes: u64) -> Duration {
    let given = model.timeouts.as_ref().and_then(which).map(GoDuration::get);
    given.unwrap_or(Duration::from_mins(minutes))
}
