//! An `EndpointSlice`: some of the addresses that a Service sends traffic to.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/>.

use serde::Deserialize;

use super::{Kind, View};

/// The label that names the Service.
pub const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// An `EndpointSlice`. A Service may have several; the same address may be in two of them for a moment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointSlice {
    /// `IPv4`, `IPv6` or `FQDN`: one of a Service with two families is in slices of each.
    pub address_type: String,
    /// Addresses, ready or not.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
}

/// What stands behind one address.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// The address; further ones are of no meaning.
    pub addresses: Vec<String>,
    /// Whether it is of use.
    #[serde(default)]
    pub conditions: EndpointConditions,
    /// The pod, if it is one.
    #[serde(default)]
    pub target_ref: Option<TargetRef>,
}

/// Whether an address is of use. What is `None` is not known, and counts as the field says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EndpointConditions {
    /// It gets traffic; `None` counts as yes.
    pub ready: Option<bool>,
    /// It would answer, even if it is ending; `None` counts as `ready`.
    pub serving: Option<bool>,
    /// It is ending; `None` counts as no.
    pub terminating: Option<bool>,
}

/// An object behind an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TargetRef {
    /// Kind, such as `Pod`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Its uid.
    pub uid: String,
}

impl View for EndpointSlice {
    const KIND: Kind = Kind::ENDPOINT_SLICE;
}

impl EndpointSlice {
    /// What gets traffic.
    pub fn ready(&self) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.iter().filter(|endpoint| endpoint.conditions.ready != Some(false))
    }
}
