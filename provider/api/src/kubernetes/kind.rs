//! Kinds of objects: what they are called in paths and bodies.
//!
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/>.

use super::{Name, Namespace, Place};

/// A kind of object in one version of its API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    /// API group, such as `apps`; empty for the core group.
    pub group: &'static str,
    /// Version of the group, such as `v1`.
    pub version: &'static str,
    /// Name in paths, such as `deployments`.
    pub plural: &'static str,
    /// Name in bodies, such as `Deployment`.
    pub kind: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// What is done to it, in words for messages and traces.
    pub(super) operations: Operations,
}

/// Each operation's name for one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Operations {
    pub(super) get: &'static str,
    pub(super) list: &'static str,
    pub(super) create: &'static str,
    pub(super) apply: &'static str,
    pub(super) patch: &'static str,
    pub(super) patch_status: &'static str,
    pub(super) replace: &'static str,
    pub(super) delete: &'static str,
    pub(super) get_scale: &'static str,
    pub(super) patch_scale: &'static str,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $constant:ident = $group:literal $version:literal $kind:literal $plural:literal $namespaced:literal;)+) => {
        impl Kind {
            $(
                #[doc = concat!("`", $kind, "` of `", $group, "/", $version, "`.")]
                $(#[$doc])*
                pub const $constant: Self = Self {
                    group: $group,
                    version: $version,
                    plural: $plural,
                    kind: $kind,
                    namespaced: $namespaced,
                    operations: Operations {
                        get: concat!("get ", $plural),
                        list: concat!("list ", $plural),
                        create: concat!("create ", $plural),
                        apply: concat!("apply ", $plural),
                        patch: concat!("patch ", $plural),
                        patch_status: concat!("patch ", $plural, "/status"),
                        replace: concat!("replace ", $plural),
                        delete: concat!("delete ", $plural),
                        get_scale: concat!("get ", $plural, "/scale"),
                        patch_scale: concat!("patch ", $plural, "/scale"),
                    },
                };
            )+

            /// Every kind named here.
            pub const ALL: &'static [Self] = &[$(Self::$constant,)+];
        }
    };
}

kinds! {
    DEPLOYMENT = "apps" "v1" "Deployment" "deployments" true;
    REPLICA_SET = "apps" "v1" "ReplicaSet" "replicasets" true;
    POD = "" "v1" "Pod" "pods" true;
    SERVICE = "" "v1" "Service" "services" true;
    CONFIG_MAP = "" "v1" "ConfigMap" "configmaps" true;
    SECRET = "" "v1" "Secret" "secrets" true;
    /// The same events as [`Kind::EVENT`], in their older form.
    CORE_EVENT = "" "v1" "Event" "events" true;
    EVENT = "events.k8s.io" "v1" "Event" "events" true;
    NAMESPACE = "" "v1" "Namespace" "namespaces" false;
    RESOURCE_QUOTA = "" "v1" "ResourceQuota" "resourcequotas" true;
    SERVICE_ACCOUNT = "" "v1" "ServiceAccount" "serviceaccounts" true;
    LEASE = "coordination.k8s.io" "v1" "Lease" "leases" true;
    HORIZONTAL_POD_AUTOSCALER = "autoscaling" "v2" "HorizontalPodAutoscaler" "horizontalpodautoscalers" true;
    POD_DISRUPTION_BUDGET = "policy" "v1" "PodDisruptionBudget" "poddisruptionbudgets" true;
    JOB = "batch" "v1" "Job" "jobs" true;
    ROLE = "rbac.authorization.k8s.io" "v1" "Role" "roles" true;
    ROLE_BINDING = "rbac.authorization.k8s.io" "v1" "RoleBinding" "rolebindings" true;
    INGRESS = "networking.k8s.io" "v1" "Ingress" "ingresses" true;
    ENDPOINT_SLICE = "discovery.k8s.io" "v1" "EndpointSlice" "endpointslices" true;
    /// Source: <https://gateway-api.sigs.k8s.io/reference/spec/#httproute>.
    HTTP_ROUTE = "gateway.networking.k8s.io" "v1" "HTTPRoute" "httproutes" true;
    /// Source: <https://istio.io/latest/docs/reference/config/networking/virtual-service/>.
    VIRTUAL_SERVICE = "networking.istio.io" "v1" "VirtualService" "virtualservices" true;
    /// Source: <https://istio.io/latest/docs/reference/config/networking/destination-rule/>.
    DESTINATION_RULE = "networking.istio.io" "v1" "DestinationRule" "destinationrules" true;
    /// Source: <https://argo-rollouts.readthedocs.io/en/stable/features/specification/>.
    ROLLOUT = "argoproj.io" "v1alpha1" "Rollout" "rollouts" true;
    /// Source: <https://argo-rollouts.readthedocs.io/en/stable/features/analysis/>.
    ANALYSIS_TEMPLATE = "argoproj.io" "v1alpha1" "AnalysisTemplate" "analysistemplates" true;
    /// Source: <https://argo-rollouts.readthedocs.io/en/stable/features/analysis/>.
    ANALYSIS_RUN = "argoproj.io" "v1alpha1" "AnalysisRun" "analysisruns" true;
    /// Source: <https://docs.flagger.app/usage/how-it-works>.
    CANARY = "flagger.app" "v1beta1" "Canary" "canaries" true;
    /// Source: <https://docs.flagger.app/usage/metrics>.
    METRIC_TEMPLATE = "flagger.app" "v1beta1" "MetricTemplate" "metrictemplates" true;
}

impl Kind {
    /// Group and version as bodies have them: `apps/v1`, and `v1` for the core group.
    #[must_use]
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_owned() } else { format!("{}/{}", self.group, self.version) }
    }

    /// The place of one object of this kind. A kind that lives in no namespace takes none.
    #[must_use]
    pub fn at(self, namespace: &Namespace, name: &Name) -> Place {
        Place { kind: self, namespace: self.namespaced.then(|| namespace.clone()), name: name.clone() }
    }
}
