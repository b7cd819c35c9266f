//! A `VirtualService` of Istio: which requests go where, in which shares.
//!
//! Source: <https://istio.io/latest/docs/reference/config/networking/virtual-service/>.

use serde::Deserialize;

use super::{Kind, View};

/// A `VirtualService`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct VirtualService {
    /// All of it that is wanted.
    pub spec: VirtualServiceSpec,
}

/// What is wanted of a `VirtualService`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct VirtualServiceSpec {
    /// Hosts whose traffic it is about.
    pub hosts: Vec<String>,
    /// Gateways where it counts; `mesh` is all sidecars, and where it says nothing.
    pub gateways: Vec<String>,
    /// Of HTTP; the first that fits counts.
    pub http: Vec<IstioRoute>,
    /// Of TLS that is passed through; these have no names.
    pub tls: Vec<IstioRoute>,
    /// Of TCP; these have no names.
    pub tcp: Vec<IstioRoute>,
}

/// Traffic that goes the same way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct IstioRoute {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Where it goes.
    pub route: Vec<RouteDestination>,
}

/// One place where traffic goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RouteDestination {
    /// Where.
    pub destination: Destination,
    /// Its part of the sum of all weights of the route. `None` is 0, but for the only destination of a route, which gets all.
    #[serde(default)]
    pub weight: Option<u32>,
}

/// A service, or some of its pods.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Destination {
    /// Name of the service; a short one is in the `VirtualService`'s namespace.
    pub host: String,
    /// Which of its pods, by a `DestinationRule`'s name for them.
    #[serde(default)]
    pub subset: Option<String>,
    /// Its port.
    #[serde(default)]
    pub port: Option<PortSelector>,
}

/// A port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct PortSelector {
    /// Its number.
    pub number: u16,
}

impl View for VirtualService {
    const KIND: Kind = Kind::VIRTUAL_SERVICE;
}
