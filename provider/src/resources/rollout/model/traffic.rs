//! What sends traffic to the slots.

use tfplugin_rs::value::{Number, Value};
use tfplugin_rs::{Keyword, Model};

use super::{Alb, Nginx, Span};
use crate::resources::rollout::checks::{is_header, is_header_value, is_label, is_object_name, is_service_name};

/// What sends traffic to the slots: at most one of `gateway_api`, `istio`, `nginx`, `alb` and `service`.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Traffic {
    /// An `HTTPRoute` of the Gateway API, by weights.
    pub(crate) gateway_api: Option<GatewayApi>,
    /// A `VirtualService` of Istio, by weights.
    pub(crate) istio: Option<Istio>,
    /// An Ingress of ingress-nginx, by weights. Beside it there is a second one, `NAME-kgas-canary`, with the annotations of a canary,
    /// whose weight is the share of the new version. ingress-nginx answers with 503 while the Service of the first has no pod that
    /// is ready, whatever the weight of the second: the first always has the stable version's. An Ingress has no status for a
    /// weight: `verify.settle` says when one is in effect, unless a share is observed.
    pub(crate) nginx: Option<Nginx>,
    /// An Ingress of the AWS Load Balancer Controller, by weights: the annotation `alb.ingress.kubernetes.io/actions.NAME` has both
    /// slots. An Ingress has no status for a weight: `verify.settle` says when one is in effect, 30 seconds or more, unless a share
    /// is observed. A pod that is ready is not yet a target of the load balancer: label the namespace with
    /// `elbv2.k8s.aws/pod-readiness-gate-inject=enabled`, so that a pod counts only once it is.
    pub(crate) alb: Option<Alb>,
    /// A Service that selects one slot at a time. For `blue_green` only, where it is the default.
    pub(crate) service: Option<ServiceSwitch>,
    /// How it is known that a weight is in effect.
    #[attr(default)]
    pub(crate) verify: Verify,
    /// Requests with this header go to the new version while it is tried, whatever its weight, from its first pod on that is
    /// available. With `gateway_api` (v1.4 of its CRDs or newer, which know names of rules), `istio` and `nginx`.
    pub(crate) header: Option<Header>,
}

/// A header by which those who try a new version out are known.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
pub(crate) struct Header {
    /// Its name, in upper or lower case.
    #[attr(must("the name of a header: letters, digits and hyphens", is_header))]
    pub(crate) name: String,
    /// Its value, exactly.
    #[attr(must("letters, digits and any of `-_.~:/`", is_header_value))]
    pub(crate) exact: String,
}

/// An `HTTPRoute`.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct GatewayApi {
    /// Its name. When left out, the rollout's.
    #[attr(must("the name of an HTTPRoute", is_object_name))]
    pub(crate) route: Option<String>,
    /// Whose it is.
    #[attr(default = "owned")]
    pub(crate) ownership: Ownership,
    /// For an owned route: what it is attached to, one at least.
    #[attr(default = [], length(0, 32))]
    pub(crate) parents: Vec<Parent>,
    /// For an owned route: the host names that it answers to; all of its parents when empty.
    #[attr(default = [], length(0, 16))]
    pub(crate) hostnames: Vec<String>,
    /// For a shared route: the Service whose place in its rules the two slots take. When left out, the rollout's name.
    #[attr(must("the name of a Service", is_object_name))]
    pub(crate) backend: Option<String>,
    /// For a shared route: names of the rules in which they take it. When left out, every rule that has that Service.
    #[attr(length(1, 16))]
    pub(crate) rules: Option<Vec<String>>,
    /// The port of the slots' Services. When left out, their only one.
    #[attr(between(1, 65_535))]
    pub(crate) port: Option<u16>,
}

/// A `VirtualService` of Istio.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Istio {
    /// Its name. When left out, the rollout's.
    #[attr(must("the name of a VirtualService", is_object_name))]
    pub(crate) virtual_service: Option<String>,
    /// Whose it is.
    #[attr(default = "owned")]
    pub(crate) ownership: Ownership,
    /// For an owned one: the hosts whose requests it takes, one at least.
    #[attr(default = [], length(0, 32))]
    pub(crate) hosts: Vec<String>,
    /// For an owned one: the gateways that it is attached to; when empty, the sidecars of the mesh.
    #[attr(default = [], length(0, 32))]
    pub(crate) gateways: Vec<String>,
    /// For a shared one: the Service whose place in its routes the two slots take, also where it is called by its longer names.
    /// When left out, the rollout's name.
    #[attr(must("the name of a Service", is_object_name))]
    pub(crate) backend: Option<String>,
    /// For a shared one: names of the `http` routes in which they take it. When left out, every one that has that Service.
    #[attr(length(1, 16))]
    pub(crate) routes: Option<Vec<String>>,
    /// The port of the slots' Services. When left out, their only one.
    #[attr(between(1, 65_535))]
    pub(crate) port: Option<u16>,
}

/// Whose a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Ownership {
    /// The rollout's: made with it, and deleted with it.
    Owned,
    /// Somebody else's: only the slots and their weights are put into it, and taken out again on destroy.
    Shared,
}

/// What a route is attached to.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
pub(crate) struct Parent {
    /// Name of a Gateway.
    #[attr(must("the name of a Gateway", is_object_name))]
    pub(crate) name: String,
    /// Its namespace. When left out, the rollout's.
    #[attr(must("the name of a namespace", is_label))]
    pub(crate) namespace: Option<String>,
    /// Name of one of its listeners; all of them when left out.
    #[attr(must("the name of a listener", is_object_name))]
    pub(crate) section_name: Option<String>,
}

/// A Service that selects one slot at a time.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct ServiceSwitch {
    /// Its name. When left out, the rollout's.
    #[attr(length(1, 63), must("the name of a Service", is_service_name))]
    pub(crate) name: Option<String>,
}

/// How it is known that a weight is in effect.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Verify {
    /// By what.
    #[attr(default = "route_status")]
    pub(crate) by: VerifyBy,
    /// How long a weight is given to come into effect after that. When left out, `5s`, and `30s` with `alb`.
    pub(crate) settle: Option<Span>,
    /// For `observed_share`: a `PromQL` query with the share of all requests that the slot `$slot` gets, from 0 to 1, as its answer.
    /// The other variables are those of a metric's query.
    #[attr(length(1, 10_000))]
    pub(crate) query: Option<String>,
    /// For `observed_share`: how far the share may be from the weight, as a fraction of all requests. With `0.05`, 20 to 30 % are
    /// enough for 25 %.
    #[attr(default = one_in_twenty)]
    pub(crate) tolerance: Number,
}

fn one_in_twenty() -> Value {
    "0.05".parse().map_or(Value::Null, Value::Number)
}

/// By what it is known that a weight is in effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum VerifyBy {
    /// Nothing but `settle`.
    None,
    /// The route's status: each parent of an `HTTPRoute` has accepted its newest generation, and Istio has nothing against a
    /// `VirtualService`. An Ingress has no such status: there nothing but `settle` counts.
    RouteStatus,
    /// The share of the requests that the candidate is seen to get, by `query`, asked of `analysis.prometheus`. Until it is near the
    /// weight the step waits, also while Prometheus cannot be asked; once `workload.progress_deadline` has passed the candidate
    /// has failed. After it was near once, it is not asked for again until the weight changes.
    ObservedShare,
}
