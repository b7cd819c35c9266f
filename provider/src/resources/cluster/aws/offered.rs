//! Whether AWS offers the version, the add-ons and the machines of a plan: what it would say once a network and a control plane
//! are there is said by the plan.
//!
//! Who may create a cluster need not be who may ask for this: where it is not permitted nothing is said. Where EKS is out of reach
//! a warning says so.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use kgas_api::aws::ec2::Filter;
use kgas_api::aws::ec2::describe_instance_type_offerings::{self, Offering};
use kgas_api::aws::eks::describe_cluster_versions::{self, KubernetesVersion, VersionStatus};
use kgas_api::aws::eks::{AddonName, describe_addon_versions};
use kgas_engine::cluster::{Capabilities, Problem};
use kgas_transport::Cause;
use kgas_transport::aws::Client as AwsClient;
use tfplugin_rs::{Attr, Context, Diagnostic, Diagnostics, Field, Path, Plan, Problems};

use super::BRIEFLY;
use super::words::minor;
use crate::client::Client;
use crate::resources::cluster::{model, say};

/// What speaks against version, add-ons and machine types that are new in the plan.
pub(in super::super) async fn check(plan: &Plan<'_>, context: &Context<Client>) -> Result<Diagnostics, Problems> {
    let (version, location) = (plan.planned().get::<String>("version")?, plan.planned().get::<String>("location")?);
    let (Some(version), Some(region)) = (version.known(), location.known()) else { return Ok(Diagnostics::none()) };
    let new_version = (before::<String>(plan, "version")?.as_ref() != Some(version)).then_some(version);
    let (addons, machines) = (new_addons(plan)?, new_machines(plan)?);
    if new_version.is_none() && addons.is_empty() && machines.is_empty() {
        return Ok(Diagnostics::none());
    }
    let aws = match context.client.aws(region, &context.stop).await {
        Ok(aws) => aws,
        Err(why) => return Ok(unchecked(&why.detail).into()),
    };
    let of_version = async {
        match new_version {
            Some(version) => wrong_version(&aws, version, region).await,
            None => None,
        }
    };
    let of_addons = join_all(addons.into_iter().map(|name| wrong_addon(&aws, name, version)));
    let (of_version, of_addons, of_machines) =
        tokio::join!(of_version, of_addons, wrong_machines(&aws, &machines, region));
    Ok(of_version.into_iter().chain(of_addons.into_iter().flatten()).chain(of_machines).collect())
}

/// What an attribute was; nothing where there was no cluster.
fn before<T: Field>(plan: &Plan<'_>, path: &str) -> Result<Option<T>, Problems> {
    if plan.is_create() { Ok(None) } else { Ok(plan.prior().get::<T>(path)?.into_known()) }
}

type Addons = BTreeMap<String, Attr<model::Addon>>;
type Pools = BTreeMap<String, Attr<model::NodePool>>;

/// Names of add-ons that were not there before, and that may be misspelt for all this provider knows.
fn new_addons(plan: &Plan<'_>) -> Result<Vec<AddonName>, Problems> {
    let Attr::Known(planned) = plan.planned().get::<Addons>("addons")? else { return Ok(Vec::new()) };
    let before = before::<Addons>(plan, "addons")?.unwrap_or_default();
    let names = planned.keys().filter(|name| !before.contains_key(*name) && !Capabilities::AWS.has_addon(name));
    Ok(names.filter_map(|name| AddonName::parse(name).ok()).collect())
}

/// Machine types that no pool had before, each with the pool that has it now.
fn new_machines(plan: &Plan<'_>) -> Result<BTreeMap<String, String>, Problems> {
    let Attr::Known(planned) = plan.planned().get::<Pools>("node_pools")? else { return Ok(BTreeMap::new()) };
    let before = before::<Pools>(plan, "node_pools")?.unwrap_or_default();
    let types = |pools: &Pools| {
        let all = pools.iter().filter_map(|(key, pool)| Some((key, pool.known()?)));
        let types = all.flat_map(|(key, pool)| pool.machine_types.iter().map(|one| (one.clone(), key.clone())));
        types.collect::<BTreeMap<_, _>>()
    };
    let before = types(&before);
    Ok(types(&planned).into_iter().filter(|(one, _)| !before.contains_key(one)).collect())
}

async fn wrong_version(aws: &AwsClient, version: &str, region: &str) -> Option<Diagnostic> {
    match aws.call_within(describe_cluster_versions::request(&[], true, None), BRIEFLY).await {
        Ok(all) if all.next.is_none() => not_offered(&all.items, version, region),
        Err(err) if matches!(err.cause, Cause::Http(_) | Cause::Unprepared(_) | Cause::Unrenewed(_)) => {
            Some(unchecked(&format!("{err}.")))
        }
        Ok(_) | Err(_) => None,
    }
}

/// The plan stands, but what EKS would say to it is not known.
fn unchecked(why: &str) -> Diagnostic {
    Diagnostic::warning("The cloud could not be asked")
        .at("version")
        .detail(format!("Whether EKS offers the version is not checked: {why}"))
        .next_step("The apply needs the cloud: see that it can be reached, and with which credentials, before that.")
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

/// A type that is everywhere: who does not list it does not tell what there is.
const EVERYWHERE: &str = "t3.medium";

async fn wrong_machines(aws: &AwsClient, machines: &BTreeMap<String, String>, region: &str) -> Vec<Diagnostic> {
    if machines.is_empty() {
        return Vec::new();
    }
    let names = machines.keys().map(String::as_str).chain([EVERYWHERE]);
    let request = describe_instance_type_offerings::request(&[Filter::new("instance-type", names)], None);
    match aws.call_within(request, BRIEFLY).await {
        Ok(found) if found.next.is_none() => missing(machines, &found.items, region),
        Ok(_) | Err(_) => Vec::new(),
    }
}

fn missing(machines: &BTreeMap<String, String>, found: &[Offering], region: &str) -> Vec<Diagnostic> {
    let offers = |name: &str| found.iter().any(|offering| offering.instance_type == name);
    if !offers(EVERYWHERE) {
        return Vec::new();
    }
    let told = |(name, pool): (&String, &String)| {
        Diagnostic::error("Machine type is not offered")
            .at(Path::from("node_pools").key(pool).attribute("machine_types"))
            .detail(format!("EC2 has no machines of the type {name:?} in {region}. Nothing was changed."))
            .next_step("Check the spelling, or choose a type that the region has.")
    };
    machines.iter().filter(|(name, _)| !offers(name)).map(told).collect()
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

    #[test]
    fn a_machine_type_is_offered_unless_ec2_lists_others_and_not_this_one() {
        let offering = |name: &str| Offering { instance_type: name.to_owned(), location: "eu-west-1a".to_owned() };
        let machines =
            BTreeMap::from([("m7i.larg".to_owned(), "web".to_owned()), ("m7i.large".to_owned(), "a".to_owned())]);
        let told = missing(&machines, &[offering("t3.medium"), offering("m7i.large")], "eu-west-1");
        assert_eq!(told.len(), 1);
        let told = format!("{told:?}");
        assert!(told.contains("m7i.larg\\\"") && told.contains("web"), "{told}");
        assert_eq!(missing(&machines, &[], "eu-west-1"), []);
    }
}
