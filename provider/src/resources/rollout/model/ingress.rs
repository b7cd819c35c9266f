//! Ingresses of controllers that know weights.

use tfplugin_rs::Model;

use super::{Ownership, Span};
use crate::resources::rollout::checks::{is_label, is_object_name, is_path};

/// An Ingress of ingress-nginx, and one beside it.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Nginx {
    /// Its name. When left out, the rollout's.
    #[attr(must("the name of an Ingress", is_object_name))]
    pub(crate) ingress: Option<String>,
    /// Whose it is. One with certificates is somebody else's: an owned one has none.
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

/// An Ingress of the AWS Load Balancer Controller.
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
    /// How long a client stays with the version that it came to first, in whole seconds from `"1s"` to `"168h"`, while both have a
    /// part of the traffic. The last step and a revert end it: a load balancer would keep clients even where no pod is left. When
    /// left out, each request goes by the weights.
    pub(crate) stickiness: Option<Span>,
}
