//! Updates under way and ended, and what stands against the next version.

use kgas_api::aws::eks::describe_update::Updated;
use kgas_api::aws::eks::list_insights::{InsightCategory, InsightFilter, InsightStatus};
use kgas_api::aws::eks::{
    AddonName, NodegroupName, Update, UpdateId, UpdateStatus, describe_update, list_insights, list_updates,
};
use kgas_engine::cluster::Minor;
use kgas_engine::cluster::observed::{self, Issue, Status};
use kgas_transport::CallError;

use crate::resources::cluster::aws::refusals::if_offered;
use crate::resources::cluster::aws::world::{World, side_by_side};

/// Updates of the cluster and its children since this run began, oldest first. EKS lists every update that there ever was, so those
/// of an object that was at rest when its updates were first listed are not asked for: one that had begun a moment before makes
/// EKS refuse the next, and shows in the next look.
pub(super) async fn observe(world: &World, cluster: &observed::Cluster) -> Result<Vec<observed::Update>, CallError> {
    let pool = |(name, pool): (&String, &observed::Pool)| {
        let parsed = NodegroupName::parse(name).ok()?;
        Some((name.clone(), parsed, is_at_rest(&pool.status)))
    };
    let addon = |(name, addon): (&String, &observed::Addon)| {
        let parsed = AddonName::parse(name).ok()?;
        Some((name.clone(), parsed, is_at_rest(&addon.status)))
    };
    let pools: Vec<_> = cluster.pools.iter().filter_map(pool).collect();
    let addons: Vec<_> = cluster.addons.iter().flatten().filter_map(addon).collect();
    let of_pools = pools.iter().map(|(name, parsed, rests)| (Updated::Nodegroup(parsed), Some(name.clone()), *rests));
    let of_addons = addons.iter().map(|(name, parsed, rests)| (Updated::Addon(parsed), Some(name.clone()), *rests));
    let own = std::iter::once((Updated::Cluster, None, is_at_rest(&cluster.status)));
    let all = own.chain(of_pools).chain(of_addons);
    let found = side_by_side(all.map(|(what, child, rests)| of(world, what, child, rests))).await?;
    let mut found: Vec<Dated> = found.into_iter().flatten().collect();
    found.sort_by_key(|(at, update)| (*at, update.id.clone()));
    Ok(found.into_iter().map(|(_, update)| update).collect())
}

fn is_at_rest(status: &Status) -> bool {
    matches!(status, Status::Active | Status::Degraded)
}

type Dated = (Option<jiff::Timestamp>, observed::Update);

async fn of(world: &World, of: Updated<'_>, child: Option<String>, rests: bool) -> Result<Vec<Dated>, CallError> {
    if world.looks_once && rests {
        return Ok(Vec::new());
    }
    let ids = if_offered(world.all_of(|page| list_updates::request(&world.name, of, page)).await)?;
    let ids = world.remembered().since_the_first_list(child.clone(), ids, rests);
    let updates = side_by_side(ids.iter().map(|id| one(world, of, id))).await?;
    Ok(updates.into_iter().flatten().map(|update| (update.created_at, translate(update, child.clone()))).collect())
}

/// The update of this id, asked for until it has ended.
async fn one(world: &World, of: Updated<'_>, id: &str) -> Result<Option<Update>, CallError> {
    if let Some(known) = world.remembered().ended.get(id).cloned() {
        return Ok(Some(known));
    }
    let Ok(parsed) = UpdateId::parse(id) else { return Ok(None) };
    let update = world.call(describe_update::request(&world.name, of, &parsed)).await?;
    let ended = |update: &&Update| {
        matches!(update.status, UpdateStatus::Successful | UpdateStatus::Failed | UpdateStatus::Cancelled)
    };
    if let Some(update) = update.as_ref().filter(ended) {
        world.remembered().ended.insert(id.to_owned(), update.clone());
    }
    Ok(update)
}

fn translate(update: Update, child: Option<String>) -> observed::Update {
    observed::Update {
        id: update.id,
        child,
        kind: update.kind.unwrap_or_default(),
        status: match update.status {
            UpdateStatus::InProgress => observed::UpdateStatus::InProgress,
            UpdateStatus::Successful => observed::UpdateStatus::Successful,
            UpdateStatus::Failed => observed::UpdateStatus::Failed,
            UpdateStatus::Cancelled => observed::UpdateStatus::Cancelled,
            UpdateStatus::Other(word) => observed::UpdateStatus::Other(word),
        },
        issues: update
            .errors
            .into_iter()
            .map(|error| Issue { code: error.error_code, message: error.error_message, resources: error.resource_ids })
            .collect(),
        inherited: false,
    }
}

/// What EKS' insights say against the next minor version, where one is wanted.
pub(super) async fn blockers(world: &World, running: Minor) -> Result<Vec<Issue>, CallError> {
    if world.wanted.spec.version <= running {
        return Ok(Vec::new());
    }
    let filter = InsightFilter {
        categories: vec![InsightCategory::UpgradeReadiness],
        kubernetes_versions: vec![running.next().to_string()],
        statuses: vec![InsightStatus::Error],
    };
    let insights = if_offered(world.all_of(|page| list_insights::request(&world.name, &filter, page)).await)?;
    let issue = |insight: list_insights::Insight| Issue {
        code: insight.name,
        message: insight.insight_status.reason.unwrap_or(insight.description),
        resources: Vec::new(),
    };
    Ok(insights.into_iter().map(issue).collect::<Vec<_>>())
}
