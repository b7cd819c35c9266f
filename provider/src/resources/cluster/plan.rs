//! What can be known before anything is done.

use kgas_engine::cluster::Seen;
use kgas_engine::{Millis, Step};
use kgas_transport::Clock;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Plan, Problems, View};

use super::aws::{self, World};
use super::model::{Aws, Cluster, CreateNetwork, Deletion, NodePool};
use super::state::ABSENT;
use crate::drive::World as _;

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
    endpoint(config, &mut told)?;
    if let Attr::Known(pools) = config.get::<std::collections::BTreeMap<String, NodePool>>("node_pools")? {
        for (name, pool) in &pools {
            node_pool(name, pool, &mut told);
        }
    }
    Ok(told)
}

fn network(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let given = config.get::<std::collections::BTreeSet<String>>("network.subnet_ids")?;
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

fn endpoint(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let public = config.get::<bool>("endpoint.public")?;
    let private = config.get::<bool>("endpoint.private")?;
    let cidrs = config.get::<std::collections::BTreeSet<String>>("endpoint.allowed_cidrs")?;
    let is_public = public == Attr::Known(true);
    let is_empty = match &cidrs {
        Attr::Null => true,
        Attr::Known(cidrs) => cidrs.is_empty(),
        Attr::Unknown => false,
    };
    if is_public && is_empty {
        told.push(
            Diagnostic::error("A public endpoint for whom?")
                .at("endpoint.allowed_cidrs")
                .detail("`public` is true and `allowed_cidrs` is empty, which the cloud would take for everybody.")
                .next_step("List who may reach it. If everybody may, write `[\"0.0.0.0/0\"]`."),
        );
    }
    if private == Attr::Known(false) && matches!(public, Attr::Null | Attr::Known(false)) {
        told.push(
            Diagnostic::error("Nobody could reach the cluster")
                .at("endpoint")
                .detail("`public` and `private` are both false, so not even its own nodes could reach its API.")
                .next_step("Set one of them to true."),
        );
    }
    Ok(())
}

fn node_pool(name: &str, pool: &NodePool, told: &mut Diagnostics) {
    let at = |attribute: &str| Path::from("node_pools").key(name).attribute(attribute);
    if pool.min > pool.max {
        told.push(
            Diagnostic::error("More machines at least than at most")
                .at(at("min"))
                .detail(format!("`min` is {} and `max` is {}.", pool.min, pool.max))
                .next_step("Lower `min` or raise `max`."),
        );
    } else if let Some(desired) = pool.desired.filter(|desired| !(pool.min..=pool.max).contains(desired)) {
        told.push(
            Diagnostic::error("Desired machines out of bounds")
                .at(at("desired"))
                .detail(format!("`desired` is {desired}, and not from `min` ({}) to `max` ({}).", pool.min, pool.max))
                .next_step("Move `desired` into the bounds, or leave it out to start with `min`."),
        );
    }
    if let Err((one, other)) = aws::image(&pool.machine_types) {
        told.push(
            Diagnostic::error("Machine types that cannot share a pool")
                .at(at("machine_types"))
                .detail(format!("{one} and {other} need different images: their processors or accelerators differ."))
                .next_step("Put them into pools of their own."),
        );
    }
}

/// Statuses that an apply has something to do about, though no attribute differs.
const UNFINISHED: [&str; 4] = [ABSENT, "creating", "failed", DRIFTED];

/// The status of a cluster around which something is not as it was left.
const DRIFTED: &str = "drifted";

/// Refines a plan: an unfinished cluster is gone on with, and what cannot be had is refused.
pub(super) fn refine(plan: &mut Plan<'_>) -> Result<Diagnostics, Problems> {
    let told = Diagnostics::none();
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
    if plan.is_create() || !plan.changes_anything() {
        return Ok(told);
    }
    // Only a cluster of which everything is known can be compared as a whole.
    let (Some(before), Attr::Known(planned)) =
        (plan.prior().model::<Cluster>()?.into_known(), plan.planned().model::<Cluster>()?)
    else {
        return Ok(told);
    };
    encryption(&before, &planned, plan);
    Ok(told)
}

/// A key can be added, and neither taken away nor changed.
fn encryption(before: &Cluster, planned: &Cluster, plan: &mut Plan<'_>) {
    if before.encryption.is_some() && before.encryption != planned.encryption {
        plan.require_replace("encryption");
    }
}

/// What speaks against a destruction.
pub(super) fn destroy(state: View<'_>) -> Result<Diagnostics, Problems> {
    let mut told = Diagnostics::none();
    if let Attr::Known(Deletion { protected: true, .. }) = state.get::<Deletion>("deletion")? {
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
    let at_rest = model.status == Attr::Known("active".to_owned());
    let same = Cluster { health: Attr::Null, ..model.clone() } == Cluster { health: Attr::Null, ..before.clone() };
    let since = clock.wall().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let now = Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
    if at_rest && same && matches!(world.next(seen, now), Step::Do(_) | Step::Wait { .. }) {
        model.status = Attr::Known(DRIFTED.to_owned());
    }
}
