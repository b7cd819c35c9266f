//! A run's world, from what is configured.

use kgas_engine::OwnerTag;
use kgas_engine::rollout::{BySlot, Goal, Slot, Spec};
use serde_json::{Value, json};
use tfplugin_rs::{Context, Diagnostic};

use super::alb::Alb;
use super::analyst::Analyst;
use super::connect::connect;
use super::dialect::Dialect;
use super::header::Exact;
use super::ingress::Ingress;
use super::job;
use super::names::Names;
use super::nginx::Nginx;
use super::resolve::{Resolved, Unresolved, resolve};
use super::route::Route;
use super::service::Service;
use super::share::Share;
use super::wire::Wire;
use super::world::{Fixed, Router};
use crate::client::{Client, heard};
use crate::resources::rollout::model::{self, GatewayApi, Ownership, Parent, Rollout, VerifyBy};
use crate::resources::rollout::template::slot_name;
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
        let mut fixed = Self::connected(model, context).await?;
        if purpose == Purpose::Deploy {
            fixed.resolve(model).await.map_err(|err| say::unresolved(&err))?;
        }
        fixed.ready(model, context)
    }

    /// The way to the cluster, and nothing else yet.
    ///
    /// # Errors
    /// There is none.
    pub(in crate::resources::rollout) async fn connected(
        model: &Rollout,
        context: &Context<Client>,
    ) -> Result<Self, Diagnostic> {
        let names = Names::new(&model.namespace, &model.name).map_err(|err| {
            Diagnostic::error("Not a rollout's name").at("name").detail(format!("{err}. Nothing was done."))
        })?;
        let client = connect(context, model.kubernetes.as_ref()).await?;
        let last_wire = Wire::new(client.clone());
        let wire = Wire::new(client.with_stop(heard(&context.stop)));
        let tag = OwnerTag::new(&context.client.owner, "kgas_rollout", &model.namespace, &model.name);
        Ok(Self {
            router: Router::Pods,
            adopts: model.workload.adopt.clone(),
            progress_deadline_seconds: model.workload.progress_deadline.get().as_secs().max(1),
            resolved: None,
            analyst: None,
            share: None,
            guard: None,
            in_cluster: model.in_cluster.clone(),
            wire,
            last_wire,
            names,
            tag,
        })
    }

    /// For somebody who only asks: nothing is written, whatever is done with it.
    pub(in crate::resources::rollout) fn only_asking(self) -> Self {
        Self { wire: self.wire.only_asking(), last_wire: self.last_wire.only_asking(), ..self }
    }

    /// Looks up what a deployment needs.
    ///
    /// # Errors
    /// What is missing, or cannot be used.
    pub(in crate::resources::rollout) async fn resolve(&mut self, model: &Rollout) -> Result<(), Unresolved> {
        self.resolved = Some(resolve(&self.wire, &self.names, &self.owner(), model).await?);
        Ok(())
    }

    /// Whatever else follows from what was looked up.
    ///
    /// # Errors
    /// What cannot be used, and where it is named.
    pub(in crate::resources::rollout) fn ready(
        mut self,
        model: &Rollout,
        context: &Context<Client>,
    ) -> Result<Self, Diagnostic> {
        if self.resolved.is_some() {
            self.analyst = Analyst::new(model, context)?;
            self.share = Share::new(model, context)?;
        }
        self.router = router(model, self.resolved.as_ref())?;
        if self.resolved.is_some() {
            self.guard = job::guard(model, &self, &context.client);
        }
        Ok(self)
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
    let ports = resolved.map(|resolved| resolved.ports.as_slice()).unwrap_or_default();
    // What is only looked at is not written.
    let port = |given, path| resolved.map_or(Ok(0), |_| route_port(given, ports, path));
    let verified = traffic.is_some_and(|traffic| traffic.verify.by == VerifyBy::RouteStatus);
    let header = traffic.and_then(|traffic| traffic.header.as_ref());
    let header = header.map(|header| Exact { name: header.name.clone(), value: header.exact.clone() });
    let named = |name: &Option<String>| name.clone().unwrap_or_else(|| model.name.clone());
    let route = |dialect, port, frame: Option<Value>, backend: &Option<String>, rules: &Option<Vec<String>>| Route {
        dialect,
        namespace: model.namespace.clone(),
        rollout: model.name.clone(),
        frame,
        rules: rules.clone().unwrap_or_default(),
        backend: named(backend),
        services: services.clone(),
        port,
        header: header.clone(),
        verified,
    };
    let ingress = |port, ownership, frame, backend| Ingress {
        rollout: model.name.clone(),
        frame: (ownership == Ownership::Owned).then_some(frame),
        backend,
        services: services.clone(),
        port,
    };
    if let Some(declared) = traffic.and_then(|traffic| traffic.gateway_api.as_ref()) {
        let owned = declared.ownership == Ownership::Owned;
        let frame = owned.then(|| gateway_frame(declared));
        let port = port(declared.port, "traffic.gateway_api.port")?;
        let route = route(Dialect::GatewayApi, port, frame, &declared.backend, &declared.rules);
        return Ok(Router::Route(named(&declared.route), route));
    }
    if let Some(declared) = traffic.and_then(|traffic| traffic.istio.as_ref()) {
        let mut frame = json!({ "hosts": declared.hosts });
        if !declared.gateways.is_empty() {
            frame["gateways"] = json!(declared.gateways);
        }
        let frame = (declared.ownership == Ownership::Owned).then_some(frame);
        let port = port(declared.port, "traffic.istio.port")?;
        let route = route(Dialect::Istio, port, frame, &declared.backend, &declared.routes);
        return Ok(Router::Route(named(&declared.virtual_service), route));
    }
    if let Some(declared) = traffic.and_then(|traffic| traffic.nginx.as_ref()) {
        let model::Nginx { ownership, hosts, path, class, backend, .. } = declared;
        let frame = ingress_frame(hosts, path.as_deref(), class.as_deref().unwrap_or("nginx"));
        let main = ingress(port(declared.port, "traffic.nginx.port")?, *ownership, frame, named(backend));
        return Ok(Router::Nginx(named(&declared.ingress), Nginx { main, header }));
    }
    if let Some(declared) = traffic.and_then(|traffic| traffic.alb.as_ref()) {
        let model::Alb { ownership, hosts, path, class, backend, stickiness, .. } = declared;
        let frame = ingress_frame(hosts, path.as_deref(), class.as_deref().unwrap_or("alb"));
        let main = ingress(port(declared.port, "traffic.alb.port")?, *ownership, frame, named(backend));
        let sticky_seconds = stickiness.as_ref().map(|stickiness| stickiness.get().as_secs());
        return Ok(Router::Alb(named(&declared.ingress), Alb { main, sticky_seconds }));
    }
    let service = traffic.and_then(|traffic| traffic.service.as_ref());
    if service.is_some()
        || (model.blue_green.is_some() && wanted::routing(model) == kgas_engine::rollout::Routing::Switched)
    {
        if resolved.is_some() && ports.is_empty() {
            return Err(say::no_port());
        }
        let name = service.map_or_else(|| model.name.clone(), |service| named(&service.name));
        return Ok(Router::Service(name, Service { rollout: model.name.clone() }));
    }
    Ok(Router::Pods)
}

/// What an owned Ingress says beside its backends.
fn ingress_frame(hosts: &[String], path: Option<&str>, class: &str) -> Value {
    let path = path.unwrap_or("/");
    let http = json!({ "paths": [{ "path": path, "pathType": "Prefix", "backend": {} }] });
    let of = |host: &String| json!({ "host": host, "http": http });
    let rules: Vec<Value> =
        if hosts.is_empty() { vec![json!({ "http": http })] } else { hosts.iter().map(of).collect() };
    json!({ "ingressClassName": class, "rules": rules })
}

/// What an owned `HTTPRoute` says beside its rule.
fn gateway_frame(declared: &GatewayApi) -> Value {
    let parent = |parent: &Parent| {
        let mut written = json!({ "name": parent.name });
        let optional = [("namespace", &parent.namespace), ("sectionName", &parent.section_name)];
        for (key, value) in optional.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?))) {
            written[key] = json!(value);
        }
        written
    };
    let mut frame = json!({ "parentRefs": declared.parents.iter().map(parent).collect::<Vec<_>>() });
    if !declared.hostnames.is_empty() {
        frame["hostnames"] = json!(declared.hostnames);
    }
    frame
}
