//! Access entries with their policies.

use std::collections::BTreeMap;

use kgas_api::aws::eks::{
    AccessScopeKind, Arn, AuthenticationMode, Cluster, describe_access_entry, list_access_entries,
    list_associated_access_policies,
};
use kgas_engine::cluster::Scope;
use kgas_engine::cluster::observed::Access;
use kgas_transport::CallError;

use crate::resources::cluster::aws::refusals::if_offered;
use crate::resources::cluster::aws::world::{World, side_by_side};

/// Every entry by its principal; `None` where access is managed elsewhere, or the cluster takes no entries.
pub(super) async fn observe(world: &World, described: &Cluster) -> Result<Option<BTreeMap<String, Access>>, CallError> {
    // Such a cluster looks up access in a config map of its own, and refuses to be asked for entries.
    let in_config_map = described.access_config.authentication_mode == Some(AuthenticationMode::ConfigMap);
    if !world.wanted.sees.access || in_config_map {
        return Ok(None);
    }
    let principals = if_offered(world.all_of(|page| list_access_entries::request(&world.name, page)).await)?;
    let describe = async |principal: String| {
        let Ok(arn) = Arn::parse(&principal) else { return Ok(None) };
        let Some(entry) = world.call(describe_access_entry::request(&world.name, &arn)).await? else { return Ok(None) };
        let policies = if has_policies(entry.kind.as_deref()) {
            world.all_of(|page| list_associated_access_policies::request(&world.name, &arn, page)).await?
        } else {
            Vec::new()
        };
        let policies = policies.into_iter().map(|policy| {
            let scope = match policy.access_scope.kind {
                AccessScopeKind::Namespace => Scope::Namespaces(policy.access_scope.namespaces.into_iter().collect()),
                AccessScopeKind::Cluster | AccessScopeKind::Other(_) => Scope::Cluster,
            };
            (policy.policy_arn, scope)
        });
        let groups = entry.kubernetes_groups.into_iter().collect();
        Ok(Some((principal, Access { tags: entry.tags, groups, policies: policies.collect() })))
    };
    Ok(Some(side_by_side(principals.into_iter().map(describe)).await?.into_iter().flatten().collect()))
}

/// EKS gives each role of nodes an entry of its own, which has no policies, and asked for them says "This operation can only be
/// performed on Access Entries with a type of STANDARD".
/// Source: <https://github.com/aws-controllers-k8s/community/issues/2144>.
fn has_policies(kind: Option<&str>) -> bool {
    matches!(kind, None | Some("STANDARD" | "EC2"))
}

#[cfg(test)]
mod tests {
    use super::has_policies;

    #[test]
    fn entries_of_nodes_are_not_asked_for_policies() {
        let kinds = [None, Some("STANDARD"), Some("EC2"), Some("EC2_LINUX"), Some("FARGATE_LINUX"), Some("NEW")];
        assert_eq!(kinds.map(has_policies), [true, true, true, false, false, false]);
    }
}
