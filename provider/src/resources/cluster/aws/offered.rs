//! Whether EKS offers the version and the add-ons of a plan: what it would say once a network and a control plane are there is
//! said by the plan.
//!
//! Where EKS does not tell, nothing is said: who may create a cluster need not be who may ask for this.

use std::collections::BTreeMap;
use std::time::Duration;

use kgas_api::aws::eks::describe_cluster_versions::{self, KubernetesVersion, VersionStatus};
use kgas_api::aws::eks::{AddonName, describe_addon_versions};
use kgas_engine::cluster::{Capabilities, Problem};
use kgas_transport::aws::Client as AwsClient;
use tfplugin_rs::{Attr, Context, Diagnostic, Diagnostics, Plan, Problems};

use super::words::minor;
use crate::client::Client;
use crate::resources::cluster::{model, say};

/// Longest for an answer: a plan can do without.
const BRIEFLY: Duration = Duration::from_secs(10);

/// What speaks against version and add-ons that are new in the plan.
pub(in super::super) async fn check(plan: &Plan<'_>, context: &Context<Client>) -> Result<Diagnostics, Problems> {
    let (version, location) = (plan.planned().get::<String>("version")?, plan.planned().get::<String>("location")?);
    let (Some(version), Some(region)) = (version.known(), location.known()) else { return Ok(Diagnostics::none()) };
    let addons = new_addons(plan)?;
    let new_version = plan.is_create();
    if !new_version && addons.is_empty() {
        return Ok(Diagnostics::none());
    }
    let Ok(aws) = context.client.aws(region, &context.stop).await else { return Ok(Diagnostics::none()) };
    if new_version && let Some(told) = wrong_version(&aws, version, region).await {
        return Ok(told.into());
    }
    let mut told = Diagnostics::none();
    for name in addons {
        told.extend(wrong_addon(&aws, name, version).await);
    }
    Ok(told)
}

/// Names of add-ons that were not there before, and that may be misspelt for all this provider knows.
fn new_addons(plan: &Plan<'_>) -> Result<Vec<AddonName>, Problems> {
    type Addons = BTreeMap<String, Attr<model::Addon>>;
    let Attr::Known(planned) = plan.planned().get::<Addons>("addons")? else { return Ok(Vec::new()) };
    let before = if plan.is_create() { Attr::Null } else { plan.prior().get::<Addons>("addons")? };
    let is_new = |name: &&String| before.known().is_none_or(|before| !before.contains_key(*name));
    let names = planned.keys().filter(|name| is_new(name) && !Capabilities::AWS.has_addon(name));
    Ok(names.filter_map(|name| AddonName::parse(name).ok()).collect())
}

async fn wrong_version(aws: &AwsClient, version: &str, region: &str) -> Option<Diagnostic> {
    let all = aws.call_within(describe_cluster_versions::request(&[], true, None), BRIEFLY).await.ok()?;
    if all.next.is_some() {
        return None;
    }
    not_offered(&all.items, version, region)
}

fn not_offered(all: &[KubernetesVersion], version: &str, region: &str) -> Option<Diagnostic> {
    let can_be_had = |one: &&KubernetesVersion| one.version_status != Some(VersionStatus::Unsupported);
    let offered: Vec<_> = all.iter().filter(can_be_had).map(|one| one.cluster_version.as_str()).collect();
    (!offered.is_empty() && !offered.contains(&version)).then(|| {
        Diagnostic::error("Version is not offered")
            .at("version")
            .detail(format!("EKS makes no cluster of Kubernetes {version} in {region}. Nothing was made."))
            .next_step(format!("Choose from {}.", offered.join(", ")))
    })
}

async fn wrong_addon(aws: &AwsClient, name: AddonName, version: &str) -> Option<Diagnostic> {
    let request = describe_addon_versions::request(Some(version), Some(&name), None);
    let found = aws.call_within(request, BRIEFLY).await.ok()?;
    let addon = name.as_str().to_owned();
    (found.items.is_empty() && found.next.is_none())
        .then(|| say::problem(&Problem::AddonNotOffered { addon, minor: minor(version) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_offered_unless_eks_has_others_and_not_this_one() {
        let version = |version: &str, status: &str| KubernetesVersion {
            cluster_version: version.to_owned(),
            default_version: None,
            kubernetes_patch_version: None,
            default_platform_version: None,
            release_date: None,
            end_of_standard_support_date: None,
            end_of_extended_support_date: None,
            version_status: Some(status.into()),
        };
        let all =
            [version("1.34", "STANDARD_SUPPORT"), version("1.30", "UNSUPPORTED"), version("1.33", "OF_A_LATER_DAY")];
        for (asked, refused) in [("1.34", false), ("1.33", false), ("1.43", true), ("1.30", true)] {
            let told = not_offered(&all, asked, "eu-west-1");
            assert_eq!(told.is_some(), refused, "{asked}");
            assert!(told.is_none_or(|told| format!("{told:?}").contains("Choose from 1.34, 1.33.")));
        }
        assert_eq!(not_offered(&[], "1.34", "eu-west-1"), None, "who lists nothing knows nothing");
    }
}
