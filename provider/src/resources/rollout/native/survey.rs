//! What a plan asks of a cluster beyond a run's look: what would keep pods from coming or going, and how long they take.

use jiff::SignedDuration;
use kgas_api::kubernetes::list::{self, Selection};
use kgas_api::kubernetes::{
    FieldManager, Kind, Object, Pod, PodDisruptionBudget, ResourceQuota, Step, Truth, View, condition,
};
use kgas_engine::rollout::Slot;
use serde_json::Value;

use super::alb::Alb;
use super::nginx::{self, Nginx};
use super::world::{Fixed, Look, Router};
use super::{marks, resolve};

/// How many pods are asked how long they took.
const PODS: u32 = 50;

/// What was found.
#[derive(Debug, Clone, Default)]
pub(in crate::resources::rollout) struct Survey {
    /// Quotas of the namespace, by name.
    pub(in crate::resources::rollout) quotas: Vec<(String, ResourceQuota)>,
    /// Budgets for disruptions in the namespace, by name.
    pub(in crate::resources::rollout) budgets: Vec<(String, PodDisruptionBudget)>,
    /// What could not be looked for, and why.
    pub(in crate::resources::rollout) unread: Vec<String>,
    /// The pods that are wanted, as a template.
    pub(in crate::resources::rollout) wanted: Value,
    /// The pods that run, as a template.
    pub(in crate::resources::rollout) running: Value,
    /// Milliseconds from its creation until the slowest pod that runs could take traffic.
    pub(in crate::resources::rollout) slowest_start: Option<u64>,
    /// Who else applies what the route says of its rules.
    pub(in crate::resources::rollout) appliers: Vec<String>,
    /// Services of others in the namespace, by name, with what they select.
    pub(in crate::resources::rollout) services: Vec<(String, Value)>,
    /// Clients of the stable version stay with it by a cookie.
    pub(in crate::resources::rollout) keeps_clients: bool,
}

/// Asks. What cannot be found out is noted.
pub(in crate::resources::rollout) async fn survey(fixed: &Fixed, look: &Look) -> Survey {
    let stable = look.seen.journal.as_ref().and_then(|journal| journal.stable.as_ref()).map(|stable| stable.slot);
    let keeps_clients =
        matches!(fixed.router, Router::Nginx(..)) && look.route.as_ref().is_some_and(nginx::keeps_clients);
    let mut found = Survey { appliers: appliers(fixed, look), keeps_clients, ..Survey::default() };
    let (quotas, budgets, services, pods) = tokio::join!(
        all::<ResourceQuota>(fixed),
        all::<PodDisruptionBudget>(fixed),
        services(fixed),
        slowest(fixed, stable)
    );
    found.services = services.unwrap_or_else(|why| found.unread(why));
    found.quotas = quotas.unwrap_or_else(|why| found.unread(why));
    found.budgets = budgets.unwrap_or_else(|why| found.unread(why));
    found.slowest_start = pods;
    let resolved = fixed.resolved.as_ref();
    found.wanted = resolved.map(|resolved| resolved.wanted.clone().into_value()).unwrap_or_default();
    let adopted = resolved.and_then(|resolved| resolved.found.as_ref());
    let in_slot = stable.and_then(|slot| look.deployments.get(slot).as_ref()?.get(&["spec", "template"]).cloned());
    let taken = |found: &resolve::Found| found.template.clone().into_value();
    found.running = in_slot.or(adopted.map(taken)).unwrap_or_default();
    found
}

impl Survey {
    fn unread<T>(&mut self, why: String) -> Vec<T> {
        self.unread.push(why);
        Vec::new()
    }
}

/// All objects of a kind in the rollout's namespace.
async fn all<T: View>(fixed: &Fixed) -> Result<Vec<(String, T)>, String> {
    let call = list::request(T::KIND, Some(fixed.names.namespace()), Selection::default(), 0, None);
    let list = fixed.wire.call(call).await.map_err(|err| err.to_string())?;
    let read = |object: &Object| Some((object.name().to_owned(), T::of(object).ok()?));
    Ok(list.page.items.iter().filter_map(read).collect())
}

/// What the Services of the rollout's namespace select that are not ours.
async fn services(fixed: &Fixed) -> Result<Vec<(String, Value)>, String> {
    let call = list::request(Kind::SERVICE, Some(fixed.names.namespace()), Selection::default(), 0, None);
    let list = fixed.wire.call(call).await.map_err(|err| err.to_string())?;
    let others = list.page.items.iter().filter(|object| !fixed.is_ours(object));
    Ok(others
        .filter_map(|object| Some((object.name().to_owned(), object.get(&["spec", "selector"])?.clone())))
        .collect())
}

async fn slowest(fixed: &Fixed, slot: Option<Slot>) -> Option<u64> {
    let labels = fixed.names.pods_of(slot?);
    let selection = Selection { labels: Some(&labels), fields: None };
    let call = list::request(Kind::POD, Some(fixed.names.namespace()), selection, PODS, None);
    let pods = fixed.wire.call(call).await.ok()?;
    pods.page.items.iter().filter_map(start).max()
}

/// How long a pod took, if it is ready.
fn start(object: &Object) -> Option<u64> {
    let pod = Pod::of(object).ok()?;
    let ready = condition(&pod.status.conditions, "Ready").filter(|ready| ready.status == Truth::True)?;
    // Both are in whole seconds.
    let took = ready.last_transition_time?.duration_since(object.created()?) + SignedDuration::from_secs(1);
    u64::try_from(took.as_millis()).ok()
}

/// Of a route that is shared: managers that apply its rules again and again, as a continuous delivery does.
fn appliers(fixed: &Fixed, look: &Look) -> Vec<String> {
    let Some(object) = &look.route else { return Vec::new() };
    let rules = match &fixed.router {
        Router::Route(_, route) if !route.is_owned() => route.dialect.rules(),
        Router::Nginx(_, Nginx { main, .. }) | Router::Alb(_, Alb { main, .. }) if !main.is_owned() => "rules",
        _ => return Vec::new(),
    };
    let owners = object.owners_of(&[Step::Field("spec"), Step::Field(rules)]);
    let others = |owner: &&FieldManager<'_>| {
        owner.operation == "Apply" && ![marks::MANAGER, marks::TRAFFIC_MANAGER].contains(&owner.name)
    };
    owners.iter().filter(others).map(|owner| owner.name.to_owned()).collect()
}
