//! How many pods: the `scale` of a Deployment, a `ReplicaSet` or whatever else has one.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::rest;
use crate::ApiError;
use crate::answer::malformed;

/// How many pods are wanted and there.
/// Source: <https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/scale-v1/>.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scale {
    /// Of the object as a whole; `None` if the server does not say.
    pub resource_version: Option<String>,
    /// Wanted.
    pub wanted: u32,
    /// There, ready or not.
    pub there: u32,
    /// Label selector of the pods.
    pub selector: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    spec: Spec,
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Spec {
    replicas: u32,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    replicas: u32,
    selector: Option<String>,
}

/// Reads an answer that is a scale.
pub(super) fn read(answer: &Response<Bytes>) -> Result<Scale, ApiError> {
    let object = rest::object(answer)?;
    if object.kind() != "Scale" {
        return Err(malformed(answer, "not a Scale"));
    }
    let Fields { spec, status } = object.read().map_err(|err| malformed(answer, &err.why))?;
    Ok(Scale {
        resource_version: object.resource_version().map(str::to_owned),
        wanted: spec.replicas,
        there: status.replicas,
        selector: status.selector,
    })
}
