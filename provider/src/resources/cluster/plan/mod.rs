//! What can be known before anything is done.

mod addresses;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::Step;
use kgas_engine::cluster::plan::{Issue, Severity, issues};
use kgas_engine::cluster::{self as engine, Capabilities, Goal, Ref, Seen, Spec};
use kgas_transport::Clock;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Plan, Problems, View};

use super::aws::{self, AUTHENTICATION_MODE, Owner, SERVICE_CIDR, World};
use super::model::{self, Aws, Cluster, CreateNetwork, Deletion};
use super::say;
use super::state::{ABSENT, FAILED};
use crate::drive::{World as _, now};

/// Checks a configuration, as far as it is known.
pub(super) fn validate(config: View<'_>) -> Result<Diagnostics, Problems> {
    let mut told = Diagnostics::none();
    if config.get::<Aws>("aws")?.is_null() {
        told.push(
            Diagnostic::error("No cloud was chosen")
                .at("aws")
                .detail("The cloud of a cluster is chosen by which of its blocks is there, and none is.")
                .next_step("Write `aws = {}`. Further clouds follow in later versions."),
        );
    }
    network(config, &mut told)?;
    told.extend(addresses::check(config)?);
    principals(config, &mut told)?;
    machines(config, &mut told)?;
    if !told.has_error() {
        told.extend(known_parts(config)?.iter().map(say::issue));
    }
    Ok(told)
}

fn network(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let given = config.get::<BTreeSet<String>>("network.subnet_ids")?;
    let create = config.get::<CreateNetwork>("network.create")?;
    let text = match (given.is_null(), create.is_null()) {
        (true, true) => "Neither `subnet_ids` nor `create` is there: the cluster needs a network to live in.",
        (false, false) => "Both `subnet_ids` and `create` are there: a cluster lives in one network.",
        _ => return Ok(()),
    };
    told.push(
        Diagnostic::error("One network is needed")
            .at("network")
            .detail(text)
            .next_step("Write `subnet_ids` of a network that exists, or `create = {}` for a new one."),
    );
    Ok(())
}

/// Two entries of one principal would be one entry in the cloud.
fn principals(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let Attr::Known(entries) = config.get::<BTreeMap<String, Attr<model::Access>>>("access")? else { return Ok(()) };
    let mut named = BTreeMap::new();
    for (key, entry) in entries.iter().filter_map(|(key, entry)| Some((key, entry.known()?))) {
        if let Some(first) = named.insert(&entry.principal, key) {
            told.push(
                Diagnostic::error("Principal is named twice")
                    .at(Path::from("access").key(key).attribute("principal"))
                    .detail(format!("{first:?} and {key:?} both name {}, which has one level only.", entry.principal))
                    .next_step("Remove one of the two."),
            );
        }
    }
    Ok(())
}

/// Machines of one pool run one image. Processors are told apart by the engine; here it is accelerators.
fn machines(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let Attr::Known(pools) = config.get::<BTreeMap<String, Attr<model::NodePool>>>("node_pools")? else {
        return Ok(());
    };
    for (key, pool) in pools.iter().filter_map(|(key, pool)| Some((key, pool.known()?))) {
        let same =
            |one: &str, other: &str| Capabilities::AWS.architecture(one) == Capabilities::AWS.architecture(other);
        if let Err((one, other)) = aws::image(&pool.machine_types)
            && same(&one, &other)
        {
            told.push(
                Diagnostic::error("Machines need different images")
                    .at(Path::from("node_pools").key(key).attribute("machine_types"))
                    .detail(format!("{one} and {other} have different accelerators; one pool runs one image."))
                    .next_step("Make a pool for each kind of machine."),
            );
        }
    }
    Ok(())
}

/// What the engine says of a cluster of which everything is known, or else of the parts that are.
fn known_parts(config: View<'_>) -> Result<Vec<Issue>, Problems> {
    if let Attr::Known(model) = config.model::<Cluster>()? {
        return Ok(issues(&aws::wanted(&model, None, Goal::Present, &Owner::nobody()).spec, None));
    }
    let mut found = Vec::new();
    if let Attr::Known(endpoint) = config.get::<model::Endpoint>("endpoint")? {
        found.extend(engine::plan::endpoint(&aws::endpoint(&endpoint)));
    }
    if let Attr::Known(pools) = config.get::<BTreeMap<String, Attr<model::NodePool>>>("node_pools")? {
        for (key, pool) in pools.iter().filter_map(|(key, pool)| Some((key, pool.known()?))) {
            found.extend(engine::plan::pool(&Capabilities::AWS, key, &aws::pool(pool), None));
        }
    }
    Ok(found)
}

/// Statuses that an apply has something to do about, though no attribute differs.
const UNFINISHED: [&str; 4] = [ABSENT, "creating", FAILED, DRIFTED];

/// The status of a cluster around which something is not as it was left.
pub(super) const DRIFTED: &str = "drifted";

/// Refines a plan: an unfinished cluster is gone on with, and what only a new cluster can have replaces it, unless the cluster
/// is protected.
pub(super) fn refine(plan: &mut Plan<'_>) -> Result<Diagnostics, Problems> {
    let prior = plan.prior().get::<String>("status")?;
    if !plan.is_create() && prior.known().is_some_and(|status| UNFINISHED.contains(&status.as_str())) {
        for attribute in ["status", "health"] {
            plan.set_unknown(attribute)?;
        }
        for attribute in ["cloud_id", "host", "ca_certificate", "oidc_issuer", "version_actual", "version_end_of_life"]
        {
            if plan.prior().get::<String>(attribute)?.is_null() {
                plan.set_unknown(attribute)?;
            }
        }
    }
    let mut told = Diagnostics::none();
    moves(plan)?;
    if let Some((before, planned)) = change(plan)? {
        let spec = |model, before| aws::wanted(model, before, Goal::Present, &Owner::nobody()).spec;
        for replacement in engine::plan::replacements(&spec(&before, None), &spec(&planned, Some(&before))) {
            plan.require_replace(say::path_of(&replacement.path));
        }
        let replaced = replaced(&before, &planned).into_iter().map(Path::from);
        let replaced: BTreeSet<Path> = plan.replaced().iter().cloned().chain(replaced).collect();
        if let (Some(path), true) = (replaced.first(), before.deletion.protected || planned.deletion.protected) {
            told.push(say::protected_from_replacement(path));
        }
        let role = |cluster: &Cluster| cluster.aws.as_ref().and_then(|aws| aws.role_arn.clone());
        if let (Some(role), None, true) = (role(&before), role(&planned), replaced.is_empty()) {
            told.push(say::role_stays(&role));
        }
    }
    Ok(told)
}

/// A cluster cannot move into a network that is made for it, or out of one: no attribute of the schema says so by itself.
fn moves(plan: &mut Plan<'_>) -> Result<(), Problems> {
    let made = |view: View<'_>| Ok(!view.get::<CreateNetwork>("network.create")?.is_null());
    if !plan.is_create() && made(plan.prior())? != made(plan.planned())? {
        plan.require_replace(Path::from("network.create"));
    }
    Ok(())
}

/// Attributes of which the schema says that a change needs a new cluster, as far as they change.
fn replaced(before: &Cluster, planned: &Cluster) -> Vec<&'static str> {
    let mut paths = Vec::new();
    let mut check = |path, differs: bool| paths.extend(differs.then_some(path));
    check("name", before.name != planned.name);
    check("location", before.location != planned.location);
    match (&before.network.create, &planned.network.create) {
        (Some(before), Some(planned)) => {
            check("network.create.cidr", before.cidr != planned.cidr);
            check("network.create.zones", before.zones != planned.zones);
        }
        (before, planned) => check("network.create", before.is_some() != planned.is_some()),
    }
    paths
}

/// What only a look at the cluster tells of a change: what is wrong with it, what it takes down, which way it goes.
pub(super) fn looked_at(
    plan: &mut Plan<'_>,
    before: &Cluster,
    spec: &Spec,
    seen: &Seen,
    next: &engine::Step,
) -> Diagnostics {
    let mut told: Vec<Issue> = issues(spec, Some(seen));
    if let Some(refusal) = no_entries(spec, seen) {
        return refusal.into();
    }
    if let Some(cluster) = &seen.cluster {
        // What was the cloud's choice, or made by us, may be the same that is asked for now.
        let differs = |cidr: &String| cluster.settings.get(SERVICE_CIDR).is_some_and(|seen| seen != cidr);
        let others = before.network.service_cidr.is_none() && spec.settings.get(SERVICE_CIDR).is_some_and(differs);
        let role = before.aws.as_ref().and_then(|aws| aws.role_arn.as_ref());
        let another = matches!((&spec.role, &cluster.role), (Some(Ref::Id(asked)), Some(seen)) if asked != seen);
        if let Some(path) = others.then_some(SERVICE_CIDR).or((role.is_none() && another).then_some(spec.role_path)) {
            let path = Path::from(path);
            plan.require_replace(path.clone());
            if before.deletion.protected || spec.deletion.protected {
                return say::protected_from_replacement(&path).into();
            }
        }
        if !told.iter().any(|issue| issue.severity == Severity::Error) {
            told.extend(engine::plan::walk_told(spec, cluster));
        }
    }
    told.extend(engine::plan::notes(spec, seen, false));
    let mut all = Diagnostics::none();
    if let (Some(DRIFTED), Step::Do(action)) = (before.status.known().map(String::as_str), next) {
        all.push(say::drifted(action));
    }
    all.extend(told.iter().map(say::issue));
    all
}

/// A cluster of the config map takes no access entries, and only its owner can decide that it does: there is no way back.
fn no_entries(spec: &Spec, seen: &Seen) -> Option<Diagnostic> {
    let mode = seen.cluster.as_ref()?.settings.get(AUTHENTICATION_MODE)?;
    let asked = spec.access.as_ref().is_some_and(|access| !access.is_empty());
    (asked && mode == "CONFIG_MAP").then(|| say::no_access_entries(&spec.name))
}

/// The cluster before and as planned, where there is a change and all of it is known.
pub(super) fn change(plan: &Plan<'_>) -> Result<Option<(Cluster, Cluster)>, Problems> {
    if plan.is_create() || !plan.changes_anything() {
        return Ok(None);
    }
    let before = plan.prior().model::<Cluster>()?.into_known();
    Ok(before.zip(plan.planned().model::<Cluster>()?.into_known()))
}

/// What speaks against a destruction. A cluster that was never made is not what protection protects.
pub(super) fn destroy(state: View<'_>) -> Result<Diagnostics, Problems> {
    let mut told = Diagnostics::none();
    let stillborn =
        matches!(state.get::<String>("status")?, Attr::Known(status) if status == ABSENT || status == FAILED);
    if let (Attr::Known(Deletion { protected: true, .. }), false) = (state.get::<Deletion>("deletion")?, stillborn) {
        told.push(
            Diagnostic::error("The cluster is protected")
                .at("deletion.protected")
                .detail("`deletion.protected` is true, so neither this plan nor the cloud lets the cluster be deleted.")
                .next_step("Set it to false, apply, and destroy then."),
        );
    }
    Ok(told)
}

/// Where no attribute differs and the engine still has something to do, the status says so.
pub(super) fn note_drift(model: &mut Cluster, before: &Cluster, world: &World, seen: &Seen, clock: &dyn Clock) {
    if is_drift(model, before, &world.next(seen, now(clock))) {
        model.status = Attr::Known(DRIFTED.to_owned());
    }
}

/// Whether there is something to do about a cluster at rest that no attribute tells.
pub(super) fn is_drift<A, W, P>(model: &Cluster, before: &Cluster, next: &Step<A, W, P>) -> bool {
    let at_rest = model.status == Attr::Known("active".to_owned());
    // Status and health say how the cluster is, and a drift that was told before is told again.
    let what = |cluster: &Cluster| Cluster { status: Attr::Null, health: Attr::Null, ..cluster.clone() };
    at_rest && what(model) == what(before) && matches!(next, Step::Do(_) | Step::Wait { .. })
}
