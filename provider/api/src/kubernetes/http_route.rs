//! An `HTTPRoute` of the Gateway API: which requests go where, in which shares.
//!
//! Source: <https://gateway-api.sigs.k8s.io/reference/spec/#httproute>.

use serde::Deserialize;

use super::{Condition, Kind, View};

/// An `HTTPRoute`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct HttpRoute {
    /// What is wanted.
    pub spec: HttpRouteSpec,
    /// What its gateways make of it.
    pub status: HttpRouteStatus,
}

/// What is wanted of a route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HttpRouteSpec {
    /// Gateways, or Services of a mesh, that it belongs to.
    pub parent_refs: Vec<ParentRef>,
    /// Host names; none for all.
    pub hostnames: Vec<String>,
    /// Rules, the first that fits best counts.
    pub rules: Vec<HttpRouteRule>,
}

/// Requests that go the same way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HttpRouteRule {
    /// Its name in the route, if it has one.
    pub name: Option<String>,
    /// Where they go, in proportion to the weights.
    pub backend_refs: Vec<BackendRef>,
}

/// One place where requests go.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BackendRef {
    /// API group; empty for a Service.
    #[serde(default)]
    pub group: String,
    /// Kind; `Service` where it says nothing.
    #[serde(default = "service")]
    pub kind: String,
    /// Name.
    pub name: String,
    /// Namespace; the route's where it says nothing.
    #[serde(default)]
    pub namespace: Option<String>,
    /// Port of the Service.
    #[serde(default)]
    pub port: Option<u16>,
    /// Its part of the sum of all weights of the rule; 1 where it says nothing. If all are 0 requests fail.
    #[serde(default = "one")]
    pub weight: u32,
}

fn service() -> String {
    "Service".to_owned()
}

const fn one() -> u32 {
    1
}

/// A gateway, or part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParentRef {
    /// API group; `gateway.networking.k8s.io` where it says nothing.
    #[serde(default)]
    pub group: Option<String>,
    /// Kind; `Gateway` where it says nothing.
    #[serde(default)]
    pub kind: Option<String>,
    /// Namespace; the route's where it says nothing.
    #[serde(default)]
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
    /// A listener of it; all of them where it says nothing.
    #[serde(default)]
    pub section_name: Option<String>,
    /// A port of it; all of them where it says nothing.
    #[serde(default)]
    pub port: Option<u16>,
}

/// What gateways make of a route. Empty until a controller has looked, and for ever if none is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct HttpRouteStatus {
    /// By gateway and controller.
    pub parents: Vec<RouteParentStatus>,
}

/// What one gateway makes of a route.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteParentStatus {
    /// Which gateway.
    pub parent_ref: ParentRef,
    /// Whose word this is.
    #[serde(default)]
    pub controller_name: String,
    /// `Accepted`, `ResolvedRefs` and others, each with the generation it is about.
    #[serde(default)]
    pub conditions: Vec<Condition>,
}

impl View for HttpRoute {
    const KIND: Kind = Kind::HTTP_ROUTE;
}
