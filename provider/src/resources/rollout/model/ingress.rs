//! Ingresses of controllers that know weights.

use tfplugin_rs::Model;

use super::{Ownership, Span};
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

/// An Ingress of the AWS Load Balancer Controller, by weights.
///
/// One annotation, `alb.ingress.kubernetes.io/actions.NAME`, has both slots with their weights. An Ingress has no status for a weight,
/// so that `verify.settle` alone says when one is in effect: give it 30 seconds or more. A pod that is ready is not yet a target of the
/// load balancer: label the namespace with `elbv2.k8s.aws/pod-readiness-gate-inject=enabled`, so that it counts only once it is.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Alb {
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
    /// For an owned one: the name of its `IngressClass`, whose parameters say what load balancer it is. When left out, `alb`.
    #[attr(must("the name of an IngressClass", is_object_name))]
    pub(crate) class: Option<String>,
    /// For a shared one: the Service whose place in its paths the slots take. When left out, the rollout's name.
    #[attr(must("the name of a Service", is_label))]
    pub(crate) backend: Option<String>,
    /// The port of the slots' Services. When left out, their only one.
    #[attr(between(1, 65_535))]
    pub(crate) port: Option<u16>,
    /// How long a client stays with the slot that it came to first, in whole seconds from `"1s"` to `"168h"`: while it lasts, neither
    /// a new weight nor a revert moves that client. When left out, each request goes by the weights.
    pub(crate) stickiness: Option<Span>,
}
