//! Ingresses of controllers that know weights.

use tfplugin_rs::Model;

use super::Ownership;
use crate::resources::rollout::checks::{is_label, is_object_name, is_path};

/// An Ingress of ingress-nginx, by weights.
///
/// Beside it the rollout has a second one, `NAME-kgas-canary`, with the annotations of a canary: its weight is the share of the
/// candidate. ingress-nginx answers with 503 while the Service of the first one has no pod that is ready, whatever the weight of the
/// second: the first always has the stable version's. An Ingress has no status for a weight, so that `verify.settle` alone says when
/// one is in effect.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Nginx {
    /// Its name. When left out, the rollout's.
    #[attr(must("the name of an Ingress", is_object_name))]
    pub(crate) ingress: Option<String>,
    /// Whose it is.
    #[attr(default = "owned")]
    pub(crate) ownership: Ownership,
    /// For an owned one: the host names that it answers to; all when empty.
    #[attr(default = [], length(0, 16))]
    pub(crate) hosts: Vec<String>,
    /// For an owned one: with what the path of its requests begins. When left out, `/`.
    #[attr(must("a path that begins with `/`", is_path))]
    pub(crate) path: Option<String>,
    /// For an owned one: the name of its `IngressClass`. When left out, `nginx`.
    #[attr(must("the name of an IngressClass", is_object_name))]
    pub(crate) class: Option<String>,
    /// For a shared one: the Service whose place in its paths the slots take. When left out, the rollout's name.
    #[attr(must("the name of a Service", is_label))]
    pub(crate) backend: Option<String>,
    /// The port of the slots' Services. When left out, their only one.
    #[attr(between(1, 65_535))]
    pub(crate) port: Option<u16>,
}
