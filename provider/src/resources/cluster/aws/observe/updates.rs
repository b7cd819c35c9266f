//! Updates under way and ended, and what stands against the next version.

use kgas_api::aws::eks::describe_update::Updated;
use kgas_api::aws::eks::list_insights::{InsightCategory, InsightFilter, InsightStatus};
use kgas_api::aws::eks::{
    AddonName, NodegroupName, Update, UpdateId, UpdateStatus, describe_update, list_insights, list_updates,
};
use kgas_engine::cluster::Minor;
use kgas_engine::cluster::observed::{self, Issue};
use kgas_transport::CallError;

use crate::resources::cluster::aws::refusals::if_offered;
use crate::resources::cluster::aws::world::{World, side_by_side};

/// Updates of the cluster and its children, oldest first.
pub(super) async fn observe(world: &World, cluster: &observed::Cluster) -> Result<Vec<observed::Update>, CallError> {
    let pools = cluster.pools.keys().filter_map(|name| Some((name, NodegroupName::parse(name).ok()?)));
    let addons = cluster.addons.iter().flatten().filter_map(|(name, _)| Some((name, AddonName::parse(name).ok()?)));
    let (pools, addons): (Vec<_>, Vec<_>) = (pools.collect(), addons.collect());
    let pools = pools.iter().map(|(name, parsed)| (Updated::Nodegroup(parsed), Some(*name)));
    let addons = addons.iter().map(|(name, parsed)| (Updated::Addon(parsed), Some(*name)));
    let all = std::iter::once((Updated::Cluster, None)).chain(pools).chain(addons);
    let found = side_by_side(all.map(|(what, child)| of(world, what, child))).await?;
    let mut found: Vec<Dated> = found.into_iter().flatten().collect();
    found.sort_by_key(|(at, update)| (*at, update.id.clone()));
    Ok(found.into_iter().map(|(_, update)| update).collect())
}

type Dated = (Option<jiff::Timestamp>, observed::Update);

async fn of(world: &World, of: Updated<'_>, child: Option<&String>) -> Result<Vec<Dated>, CallError> {
    let ids = if_offered(world.all_of(|page| list_updates::request(&world.name, of, page)).await)?;
    let updates = side_by_side(ids.iter().map(|id| one(world, of, id))).await?;
    Ok(updates.into_iter().flatten().map(|update| (update.created_at, translate(update, child.cloned()))).collect())
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
