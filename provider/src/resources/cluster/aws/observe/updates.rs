//! Updates under way and ended, and what stands against the next version.

use kgas_api::aws::eks::describe_update::Updated;
use kgas_api::aws::eks::list_insights::{InsightCategory, InsightFilter, InsightStatus};
use kgas_api::aws::eks::{
    AddonName, NodegroupName, Update, UpdateId, UpdateStatus, describe_update, list_insights, list_updates,
};
use kgas_engine::cluster::observed::{self, Issue};
use kgas_transport::CallError;

use crate::resources::cluster::aws::world::{World, if_offered};

/// Updates of the cluster and its children, oldest first.
pub(super) async fn observe(world: &World, cluster: &observed::Cluster) -> Result<Vec<observed::Update>, CallError> {
    let mut found = of(world, Updated::Cluster, None).await?;
    for name in cluster.pools.keys() {
        if let Ok(parsed) = NodegroupName::parse(name) {
            found.extend(of(world, Updated::Nodegroup(&parsed), Some(name)).await?);
        }
    }
    for name in cluster.addons.iter().flatten().map(|(name, _)| name) {
        if let Ok(parsed) = AddonName::parse(name) {
            found.extend(of(world, Updated::Addon(&parsed), Some(name)).await?);
        }
    }
    found.sort_by_key(|(at, update)| (*at, update.id.clone()));
    Ok(found.into_iter().map(|(_, update)| update).collect())
}

type Dated = (Option<jiff::Timestamp>, observed::Update);

async fn of(world: &World, of: Updated<'_>, child: Option<&String>) -> Result<Vec<Dated>, CallError> {
    let ids = if_offered(world.all_of(|page| list_updates::request(&world.name, of, page)).await)?;
    let mut updates = Vec::new();
    for id in ids {
        let known = world.remembered().ended.get(&id).cloned();
        let update = match (known, UpdateId::parse(&id)) {
            (Some(known), _) => Some(known),
            (None, Ok(parsed)) => world.call(describe_update::request(&world.name, of, &parsed)).await?,
            (None, Err(_)) => None,
        };
        let Some(update) = update else { continue };
        if matches!(update.status, UpdateStatus::Successful | UpdateStatus::Failed | UpdateStatus::Cancelled) {
            world.remembered().ended.insert(id, update.clone());
        }
        updates.push((update.created_at, translate(update, child.cloned())));
    }
    Ok(updates)
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
pub(super) async fn blockers(world: &World, cluster: &observed::Cluster) -> Result<Vec<Issue>, CallError> {
    if world.wanted.spec.version <= cluster.version {
        return Ok(Vec::new());
    }
    let filter = InsightFilter {
        categories: vec![InsightCategory::UpgradeReadiness],
        kubernetes_versions: vec![cluster.version.next().to_string()],
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
