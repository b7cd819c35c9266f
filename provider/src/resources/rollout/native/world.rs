//! A rollout in its cluster: the world of one run.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kgas_api::kubernetes::{Kind, Object};
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_engine::rollout::{Action, BySlot, Goal, History, Problem, Seen, Spec, Step, Waiting, next};
use kgas_engine::{Millis, OwnerTag};
use kgas_transport::{CallError, Clock};

use super::alb::Alb;
use super::analyst::Analyst;
use super::dialect::Dialect;
use super::events::News;
use super::names::Names;
use super::nginx::Nginx;
use super::progress::Progress;
use super::resolve::Resolved;
use super::route::Route;
use super::service::Service;
use super::share::Share;
use super::wire::Wire;
use super::{events, job, observe, perform, refusals};
use crate::drive::{self, Steady};
use crate::resources::rollout::model::InCluster;
use crate::resources::rollout::template::{Owner, ROLLOUT_LABEL};

/// What sends traffic to the slots.
#[derive(Debug, Clone)]
pub(super) enum Router {
    /// A route of this name.
    Route(String, Route),
    /// A Service of this name.
    Service(String, Service),
    /// An Ingress of this name, and one beside it.
    Nginx(String, Nginx),
    /// An Ingress of this name.
    Alb(String, Alb),
    /// Nothing: pods are behind one Service of the user's.
    Pods,
}

/// What does not change within a run.
pub(in crate::resources::rollout) struct Fixed {
    /// Its calls end when the user asks to stop.
    pub(in crate::resources::rollout) wire: Wire,
    /// For what is still to be sent after that.
    pub(in crate::resources::rollout) last_wire: Wire,
    pub(in crate::resources::rollout) names: Names,
    pub(in crate::resources::rollout) tag: OwnerTag,
    pub(super) router: Router,
    /// The Deployment that was taken over.
    pub(super) adopts: Option<String>,
    /// Seconds after which Kubernetes reports that pods do not come.
    pub(in crate::resources::rollout) progress_deadline_seconds: u64,
    /// Nothing where it is only read, or to be destroyed.
    pub(in crate::resources::rollout) resolved: Option<Resolved>,
    pub(super) analyst: Option<Analyst>,
    pub(super) share: Option<Share>,
    /// The dead man that is to stand by.
    pub(super) guard: Option<job::Wanted>,
    /// Something of ours runs in the cluster, or did.
    pub(super) in_cluster: Option<InCluster>,
}

/// One run.
pub(in crate::resources::rollout) struct World<'a> {
    pub(super) fixed: &'a Fixed,
    pub(in crate::resources::rollout) spec: Spec,
    pub(super) clock: &'a dyn Clock,
    pub(super) steady: Steady<'a>,
    course: Mutex<Course>,
}

/// What only the run as a whole can tell.
#[derive(Default)]
pub(super) struct Course {
    history: History,
    progress: Progress,
    /// What is to be told with the next look.
    news: Option<News>,
    /// Copies of configuration are there.
    pub(super) copied: bool,
    /// No slot has an autoscaler.
    pub(super) unscaled: bool,
    /// The slots' Services are as they are wanted.
    pub(super) served: BySlot<bool>,
}

/// What a look shows, with the objects that a write refers to.
#[derive(Debug, Clone, Default)]
pub(in crate::resources::rollout) struct Look {
    pub(in crate::resources::rollout) seen: Seen,
    pub(super) lease: Option<Object>,
    pub(super) journal: Option<Object>,
    pub(super) deployments: BySlot<Option<Object>>,
    pub(super) route: Option<Object>,
    /// The Ingress beside the route, where the route is one.
    pub(super) beside: Option<Object>,
    pub(super) adopted: Option<Object>,
    pub(super) guard: Option<job::Found>,
}

impl Fixed {
    pub(in crate::resources::rollout) fn owner(&self) -> Owner<'_> {
        Owner { namespace: self.names.namespace().as_str(), rollout: self.names.rollout(), tag: &self.tag }
    }

    /// What selects all that bears our mark.
    pub(in crate::resources::rollout) fn labels(&self) -> String {
        format!("{ROLLOUT_LABEL}={},{OWNER_TAG_KEY}={}", self.names.rollout(), self.tag)
    }

    /// A route of somebody else that is not there, and the attribute that names it.
    pub(in crate::resources::rollout) fn missing(&self, look: &Look) -> Option<(&'static str, String)> {
        let (at, kind, name, owned) = match &self.router {
            Router::Route(name, route) => {
                let at = match route.dialect {
                    Dialect::GatewayApi => "traffic.gateway_api.route",
                    Dialect::Istio => "traffic.istio.virtual_service",
                };
                (at, route.dialect.kind(), name, route.is_owned())
            }
            Router::Nginx(name, nginx) => ("traffic.nginx.ingress", Kind::INGRESS, name, nginx.main.is_owned()),
            Router::Alb(name, alb) => ("traffic.alb.ingress", Kind::INGRESS, name, alb.main.is_owned()),
            Router::Service(..) | Router::Pods => return None,
        };
        (!owned && look.route.is_none()).then(|| (at, self.names.named(kind, name).to_string()))
    }

    /// Whether an object bears our mark.
    pub(in crate::resources::rollout) fn is_ours(&self, object: &Object) -> bool {
        object.label(OWNER_TAG_KEY) == Some(self.tag.as_str())
    }
}

impl<'a> World<'a> {
    /// A run that is about to look for the first time.
    pub(in crate::resources::rollout) fn new(fixed: &'a Fixed, spec: Spec, clock: &'a dyn Clock) -> Self {
        Self { fixed, spec, clock, steady: Steady::from_now(clock), course: Mutex::default() }
    }

    /// The same run, from now on for another goal.
    pub(in crate::resources::rollout) fn now_for(self, goal: Goal) -> Self {
        Self { spec: Spec { goal, ..self.spec }, ..self }
    }

    pub(super) fn wire(&self) -> &Wire {
        match self.spec.goal {
            Goal::Deployed | Goal::Absent | Goal::DeadMan { .. } => &self.fixed.wire,
            Goal::Reverted | Goal::LetGo => &self.fixed.last_wire,
        }
    }

    /// A look without metrics: everything but what others are asked for.
    ///
    /// # Errors
    /// The call that failed.
    pub(super) async fn look(&self) -> Result<Look, CallError> {
        let mut look = observe::observe(self).await?;
        look.seen = self.course().history.note(&self.spec.holder, look.seen, self.steady.now());
        Ok(look)
    }

    /// Says what a run waits for; what a person has to know is returned.
    pub(super) fn say(&self, seen: &Seen, why: &Waiting, now: Millis) -> Option<News> {
        self.course().progress.told(&self.fixed.names, &self.spec, seen, why, now)
    }

    pub(super) fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl drive::World for World<'_> {
    type Seen = Look;
    type Action = Action;
    type Waiting = Waiting;
    type Problem = Problem;

    async fn observe(&self) -> Result<Look, CallError> {
        let news = self.course().news.take();
        if let Some(news) = news {
            events::post(self, vec![news]).await;
        }
        // On the heap: all that a look asks for at once is more than a loop should carry along.
        let looked = tokio::try_join!(Box::pin(observe::observe(self)), job::look(self));
        if let (Goal::DeadMan { .. }, Err(_)) = (self.spec.goal, &looked) {
            // That nobody is heard in an outage of the API is no silence.
            self.course().history.deafened();
        }
        let (mut look, guard) = looked?;
        let guard = guard.and_then(|guard| guard.ours(|job| self.fixed.is_ours(job), &mut look.seen));
        look.seen.guard = job::seen(self.fixed, guard.as_ref(), look.seen.journal.as_ref());
        look.guard = guard;
        if let Some(analyst) = &self.fixed.analyst {
            analyst.judge(&self.spec, &mut look.seen, self.steady.now()).await;
        }
        if let Some(share) = &self.fixed.share {
            share.verify(&self.spec, &mut look.seen, self.steady.now()).await;
        }
        look.seen = self.course().history.note(&self.spec.holder, look.seen, self.steady.now());
        Ok(look)
    }

    fn next(&self, look: &Look, now: Millis) -> Step {
        let step = next(&self.spec, &look.seen, now);
        if let Step::Wait { why, .. } = &step {
            let news = self.say(&look.seen, why, now);
            let mut course = self.course();
            course.news = course.news.take().or(news);
        }
        step
    }

    async fn perform(&self, action: &Action, look: &Look) -> Result<(), CallError> {
        self.course().history.sending(action, &look.seen);
        tracing::debug!(rollout = self.fixed.names.rollout(), action = ?action, "acting");
        perform::perform(self, action, look).await
    }

    fn is_setback(&self, err: &CallError) -> bool {
        refusals::is_setback(err) || err.may_pass()
    }

    fn pause(&self, setbacks: u32) -> Duration {
        refusals::pause(self.spec.poll_scale, setbacks)
    }
}
