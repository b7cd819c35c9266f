//! What runs in the cluster on behalf of a rollout.

use std::collections::BTreeMap;

use tfplugin_rs::Model;

use super::Span;
use crate::resources::rollout::checks::is_object_name;

/// Where this provider's own program runs in the cluster.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct InCluster {
    /// The image: its entrypoint is this provider's program, in the same version: `registry.example.com/kgas:0.1.0`. Another
    /// version refuses to start, and the apply says so.
    #[attr(length(1, 1_024))]
    pub(crate) image: String,
    /// Secrets of the namespace that have the credentials of the image's registry.
    #[attr(default = [])]
    pub(crate) image_pull_secrets: Vec<String>,
    /// A service account of the namespace that the program runs as. When left out, one is made, with a Role of exactly the verbs
    /// and names that the rollout uses, for as long as the Job is there.
    #[attr(must("the name of a service account", is_object_name))]
    pub(crate) service_account: Option<String>,
    /// Labels of the nodes that the program may run on.
    #[attr(default = {})]
    pub(crate) node_selector: BTreeMap<String, String>,
}

/// What takes a new version back when the apply that brings it dies.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct DeadMan {
    /// How long an apply may be silent: 30 seconds at least, for which its lock is its own. It shows a sign of life every ten
    /// seconds.
    #[attr(default = "60s")]
    pub(crate) after: Span,
}
