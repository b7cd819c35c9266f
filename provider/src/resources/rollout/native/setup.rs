//! A run's world, from what is configured.

use kgas_engine::OwnerTag;
use kgas_engine::rollout::{BySlot, Goal, Slot, Spec};
use serde_json::{Value, json};
use tfplugin_rs::{Context, Diagnostic};

use super::analyst::Analyst;
use super::connect::connect;
use super::names::Names;
use super::resolve::{Resolved, resolve};
use super::route::Route;
use super::service::Service;
use super::wire::Wire;
use super::world::{Fixed, Router};
use crate::client::{Client, heard};
use crate::resources::rollout::model::{Ownership, Rollout, VerifyBy};
use crate::resources::rollout::template::{slot_name, written_port};
use crate::resources::rollout::validate::route_port;
use crate::resources::rollout::{say, wanted};

/// For what a world is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::resources::rollout) enum Purpose {
    /// To bring what is wanted.
    Deploy,
    /// To look at what is there, and to take it away.
    Look,
}

impl Fixed {
    /// Looks up everything that does not change within a run.
    ///
    /// * `model`: with its credentials, as the configuration has them.
    ///
    /// # Errors
    /// What is missing, or cannot be used, and where it is named.
    pub(in crate::resources::rollout) async fn new(
        model: &Rollout,
        purpose: Purpose,
        context: &Context<Client>,
    ) -> Result<Self, Diagnostic> {
        let names = Names::new(&model.namespace, &model.name).map_err(|err| {
            Diagnostic::error("Not a rollout's name").at("name").detail(format!("{err}. Nothing was done."))
        })?;
        let client = connect(context, model.kubernetes.as_ref()).await?;
        let last_wire = Wire(client.clone());
        let wire = Wire(client.with_stop(heard(&context.stop)));
        let tag = OwnerTag::new(&context.client.owner, "kgas_rollout", &model.namespace, &model.name);
        let mut fixed = Self {
            router: Router::Pods,
            adopts: model.workload.adopt.clone(),
            progress_deadline_seconds: model.workload.progress_deadline.get().as_secs().max(1),
            resolved: None,
            analyst: None,
            wire,
            last_wire,
            names,
            tag,
        };
        if purpose == Purpose::Deploy {
            let resolved = resolve(&fixed.wire, &fixed.names, &fixed.owner(), model).await;
            fixed.resolved = Some(resolved.map_err(|err| say::unresolved(&err))?);
            fixed.analyst = Analyst::new(model, context)?;
        }
        fixed.router = router(model, fixed.resolved.as_ref())?;
        Ok(fixed)
    }

    /// What is wanted of a run of `holder` for `goal`.
    pub(in crate::resources::rollout) fn spec(
        &self,
        model: &Rollout,
        goal: Goal,
        holder: &str,
        client: &Client,
    ) -> Spec {
        let resolved = self.resolved.as_ref();
        wanted::spec(
            model,
            wanted::Run {
                goal,
                holder,
                revision: resolved.map(|resolved| resolved.revision.clone()).unwrap_or_default(),
                adopted: resolved.and_then(Resolved::adopted_pods),
                least: resolved.and_then(Resolved::least),
                poll_scale: client.poll_scale,
            },
        )
    }
}

fn router(model: &Rollout, resolved: Option<&Resolved>) -> Result<Router, Diagnostic> {
    let services = BySlot::of(|slot: Slot| slot_name(&model.name, slot));
    let traffic = model.traffic.as_ref();
    if let Some(route) = traffic.and_then(|traffic| traffic.gateway_api.as_ref()) {
        let ports = resolved.map(|resolved| resolved.ports.as_slice()).unwrap_or_default();
        // What is only looked at is not written.
        let port = resolved.map_or(Ok(0), |_| route_port(route.port, ports))?;
        let parents: Vec<Value> = route
            .parents
            .iter()
            .map(|parent| {
                let mut written = json!({ "name": parent.name });
                let optional = [("namespace", &parent.namespace), ("sectionName", &parent.section_name)];
                for (key, value) in optional.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?))) {
                    written[key] = json!(value);
                }
                written
            })
            .collect();
        let wanted = Route {
            owned: route.ownership == Ownership::Owned,
            rules: route.rules.clone().unwrap_or_default(),
            backend: route.backend.clone().unwrap_or_else(|| model.name.clone()),
            services,
            port,
            parents: json!(parents),
            hostnames: route.hostnames.clone(),
            verified: traffic.is_some_and(|traffic| traffic.verify.by == VerifyBy::RouteStatus),
        };
        return Ok(Router::HttpRoute(route.route.clone().unwrap_or_else(|| model.name.clone()), wanted));
    }
    let named = traffic.and_then(|traffic| traffic.service.as_ref());
    if named.is_some()
        || (model.blue_green.is_some() && wanted::routing(model) == kgas_engine::rollout::Routing::Switched)
    {
        let name = named.and_then(|service| service.name.clone()).unwrap_or_else(|| model.name.clone());
        let ports = resolved.map(|resolved| resolved.ports.as_slice()).unwrap_or_default();
        if resolved.is_some() && ports.is_empty() {
            return Err(say::no_port());
        }
        let written: Vec<Value> = ports.iter().map(written_port).collect();
        return Ok(Router::Service(name, Service { rollout: model.name.clone(), ports: json!(written) }));
    }
    Ok(Router::Pods)
}
