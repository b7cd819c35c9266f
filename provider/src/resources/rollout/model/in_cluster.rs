//! What runs in the cluster on behalf of a rollout.

use std::collections::BTreeMap;

use tfplugin_rs::Model;

use super::Span;
use crate::resources::rollout::checks::is_object_name;

/// Where this provider's own program runs in the cluster: in Jobs in the rollout's namespace, which `dead_man` and
/// `runner = "job"` need. They are there while an apply needs them, and a `destroy` leaves none.
///
/// The identity of the connection needs `get`, `create`, `patch` and `delete` of Jobs, `list` of pods and, unless there is a
/// `service_account`, the same of service accounts, roles and their bindings; Kubernetes lets it give away only what it has itself.
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

/// What takes a new version back when the apply that brings it dies: a machine that is gone, a CI job that was killed. A Job in
/// the cluster, `kgas-rollout-NAME-dead-man`, watches the rollout's lock. The new version gets no traffic before the Job has looked
/// at it once; when the Job cannot run, the new version is taken back with the reason.
///
/// When the lock was held and not renewed for `after`, the Job takes the lock, gives the stable version all the traffic,
/// writes `dead_man` into the journal, and ends; pods of the new version stay for the next apply. That apply cleans up and begins
/// anew, as after ^C: that a run died says nothing against the version. With `resume = "rollback"` it fails with what happened
/// first.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct DeadMan {
    /// How long an apply may be silent: 30 seconds at least, for which its lock is its own. It shows a sign of life every ten
    /// seconds.
    #[attr(default = "60s")]
    pub(crate) after: Span,
}
