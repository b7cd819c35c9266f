//! One cluster in one account and region: what [`drive`](crate::drive) looks at and acts on.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use kgas_api::Call;
use kgas_api::aws::eks::{ClusterName, Update};
use kgas_api::aws::{Page, PageToken};
use kgas_engine::Millis;
use kgas_engine::cluster::observed::AddonOffer;
use kgas_engine::cluster::{Action, History, Minor, Problem, Seen, Step, Waiting, next};
use kgas_transport::CallError;
use kgas_transport::aws::Client;
use tokio::sync::Semaphore;

use super::wanted::Wanted;
use super::{observe, perform, refusals};
use crate::drive;

/// Longest for a call to a service that the cluster does not need.
const BRIEFLY: Duration = Duration::from_secs(20);

/// How many calls for one cluster are under way at most: Terraform works on ten resources at a time, and a service counts the
/// calls of them all.
const IN_FLIGHT: usize = 8;

/// One cluster.
pub(in super::super) struct World {
    pub(super) client: Client,
    pub(super) wanted: Wanted,
    pub(super) name: ClusterName,
    /// Tells this run from others.
    pub(super) run: String,
    /// There is one look, and nothing is done.
    pub(super) looks_once: bool,
    in_flight: Semaphore,
    remembered: Mutex<Remembered>,
    course: Mutex<Course>,
}

/// What only the run as a whole can tell.
#[derive(Debug, Default)]
struct Course {
    history: History,
    /// The request that was accepted since the last look.
    accepted: Option<Action>,
    /// The engine's verdict on requests that have no effect.
    stuck: Option<Problem>,
}

/// What does not change within a run, so that no look asks for it again.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// Of which objects updates were listed: `None` stands for the cluster.
    pub(super) listed: BTreeSet<Option<String>>,
    /// Updates from before this run, by id: what they did is seen in the objects.
    pub(super) earlier: BTreeSet<String>,
    /// Updates that have ended, by id.
    pub(super) ended: BTreeMap<String, Update>,
    /// Versions on offer, by minor version and add-on.
    pub(super) offers: BTreeMap<(Minor, String), Vec<AddonOffer>>,
    /// Names of the region's zones, in order.
    pub(super) zones: Option<Vec<String>>,
    /// Kinds of leftovers that could not be looked for, with why.
    pub(super) unlooked: BTreeMap<&'static str, String>,
}

impl Remembered {
    /// Updates that are of interest to this run, of those that are listed of an object; it rests if nothing is under way of which
    /// it shows anything.
    pub(super) fn since_the_first_list(&mut self, of: Option<String>, ids: Vec<String>, rests: bool) -> Vec<String> {
        if self.listed.insert(of) && rests {
            self.earlier.extend(ids);
            return Vec::new();
        }
        ids.into_iter().filter(|id| !self.earlier.contains(id)).collect()
    }
}

impl World {
    /// The cluster of this name.
    ///
    /// * `run`: tells this run from others.
    pub(in super::super) fn new(client: Client, name: ClusterName, wanted: Wanted, run: String) -> Self {
        let in_flight = Semaphore::new(IN_FLIGHT);
        let (remembered, course) = (Mutex::default(), Mutex::default());
        Self { client, wanted, name, run, looks_once: false, in_flight, remembered, course }
    }

    /// The same cluster for a reading or a plan, which does nothing to it.
    pub(in super::super) fn looking_once(self) -> Self {
        Self { looks_once: true, ..self }
    }

    /// What is wanted of it.
    pub(in super::super) fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Looks at the cluster, its pools and its add-ons, and at nothing around it: for those who may only read clusters.
    ///
    /// # Errors
    /// The call that failed.
    pub(in super::super) async fn look_at_cluster(&self) -> Result<Seen, CallError> {
        observe::cluster_alone(self).await
    }

    /// Whether a creation found a cluster of ours.
    pub(in super::super) fn adopted(&self) -> bool {
        self.course().history.adopted()
    }

    fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered; a panic elsewhere leaves it as good as it was.
    pub(super) fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a call, when fewer than [`IN_FLIGHT`] others are under way.
    pub(super) async fn call<T>(&self, call: Call<T>) -> Result<T, CallError> {
        self.call_within(call, Duration::MAX).await
    }

    /// Makes a call to a service that the cluster does not need, and that may be out of reach: it is not waited for as the
    /// others are.
    pub(super) async fn briefly<T>(&self, call: Call<T>) -> Result<T, CallError> {
        self.call_within(call, BRIEFLY).await
    }

    async fn call_within<T>(&self, call: Call<T>, limit: Duration) -> Result<T, CallError> {
        // It is never closed, so there is no other answer than a permit.
        let _permit = self.in_flight.acquire().await;
        // On the heap: many of these wait side by side in one future.
        Box::pin(self.client.call_within(call, limit)).await
    }

    /// All pages of a list.
    pub(super) async fn all<T>(&self, page: impl Fn(Option<&PageToken>) -> Call<Page<T>>) -> Result<Vec<T>, CallError> {
        self.pages(page, Some, Duration::MAX).await
    }

    /// The same of a service that the cluster does not need.
    pub(super) async fn all_briefly<T>(
        &self,
        page: impl Fn(Option<&PageToken>) -> Call<Page<T>>,
    ) -> Result<Vec<T>, CallError> {
        self.pages(page, Some, BRIEFLY).await
    }

    /// All pages of a list that is empty where its parent does not exist.
    pub(super) async fn all_of<T>(
        &self,
        page: impl Fn(Option<&PageToken>) -> Call<Option<Page<T>>>,
    ) -> Result<Vec<T>, CallError> {
        self.pages(page, |page| page, Duration::MAX).await
    }

    async fn pages<P, T>(
        &self,
        call: impl Fn(Option<&PageToken>) -> Call<P>,
        page: impl Fn(P) -> Option<Page<T>>,
        limit: Duration,
    ) -> Result<Vec<T>, CallError> {
        let mut all = Vec::new();
        let mut token = None;
        loop {
            let answer = self.call_within(call(token.as_ref()), limit).await?;
            let Some(Page { items, next }) = page(answer) else { return Ok(all) };
            all.extend(items);
            match next {
                Some(next) => token = Some(next),
                None => return Ok(all),
            }
        }
    }
}

/// What these calls answer, in the order of the calls, which are made side by side. Of several that fail the first is told.
pub(super) async fn side_by_side<T>(
    calls: impl IntoIterator<Item = impl Future<Output = Result<T, CallError>>>,
) -> Result<Vec<T>, CallError> {
    join_all(calls).await.into_iter().collect()
}

impl drive::World for World {
    type Seen = Seen;
    type Action = Action;
    type Waiting = Waiting;
    type Problem = Problem;

    async fn observe(&self) -> Result<Seen, CallError> {
        let seen = observe::observe(self).await?;
        let mut course = self.course();
        let seen = course.history.note(&self.wanted.spec, seen);
        if let Some(action) = course.accepted.take()
            && let Err(problem) = course.history.accepted(&action, &seen)
        {
            course.stuck = Some(problem);
        }
        Ok(seen)
    }

    fn next(&self, seen: &Seen, now: Millis) -> Step {
        let mut course = self.course();
        match course.stuck.clone() {
            Some(problem) => Step::Stuck(problem),
            None => course.history.paced(&self.wanted.spec, now, next(&self.wanted.spec, seen, now)),
        }
    }

    async fn perform(&self, action: &Action, seen: &Seen) -> Result<(), CallError> {
        self.course().history.sending(action);
        tracing::info!(cluster = self.name.as_str(), action = ?action, "acting");
        let performed = perform::perform(self, action, seen).await;
        let mut course = self.course();
        match &performed {
            Ok(()) => course.accepted = Some(action.clone()),
            Err(err) if !err.outcome_unknown() => course.history.refused(action),
            Err(_) => {}
        }
        performed
    }

    fn is_setback(&self, err: &CallError) -> bool {
        refusals::is_setback(err)
    }

    fn pause(&self, _: u32) -> Duration {
        let pause = u64::from(self.wanted.spec.poll_scale.0) * self.wanted.spec.capabilities.pauses.support / 1000;
        Duration::from_millis(pause.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::Remembered;

    #[test]
    fn updates_from_before_a_run_are_not_asked_for_if_their_object_rests() {
        let mut remembered = Remembered::default();
        let mut since = |of: Option<&str>, ids: &[&str], rests| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            remembered.since_the_first_list(of.map(str::to_owned), ids, rests)
        };
        assert_eq!(since(None, &["a", "b"], true), [] as [&str; 0]);
        assert_eq!(since(None, &["c", "a", "b"], false), ["c"], "begun by this run");
        assert_eq!(since(None, &["c", "a", "b"], true), ["c"], "and ended");
        assert_eq!(since(Some("pool"), &["d", "e"], false), ["d", "e"], "one of them is under way");
        assert_eq!(since(Some("pool"), &["d", "e"], true), ["d", "e"]);
    }
}
