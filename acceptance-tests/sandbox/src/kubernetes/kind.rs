//! The kinds of object that are kept, as a table.
//! Sources: <https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/>,
//! <https://gateway-api.sigs.k8s.io/reference/spec/>, <https://istio.io/latest/docs/reference/config/networking/>.

/// A kind of object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Empty for the core group.
    pub(crate) group: &'static str,
    pub(crate) version: &'static str,
    pub(crate) name: &'static str,
    pub(crate) plural: &'static str,
    /// Whether its objects live in a namespace.
    pub(crate) namespaced: bool,
    /// What else is true of it, of [`Trait`]'s words.
    traits: &'static [Trait],
    /// Members beside `apiVersion`, `kind` and `metadata`.
    pub(crate) members: &'static str,
    /// Members of `spec`; empty when they are not looked at.
    pub(crate) spec: &'static str,
}

/// What is true of some kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trait {
    /// Its status is written through `/status` alone.
    Status,
    /// It has `/scale`.
    Scale,
    /// `metadata.generation` counts the changes of what is wanted.
    Generation,
    /// `PUT` creates what is not there.
    PutCreates,
    /// `PUT` without a resource version is refused.
    PutNeedsVersion,
    /// A custom resource: its lists and strategic patches are not those of the built-in ones.
    Custom,
}

use Trait::{Custom, Generation, PutCreates, PutNeedsVersion, Scale, Status};

impl Kind {
    pub(crate) fn has(&self, what: Trait) -> bool {
        self.traits.contains(&what)
    }

    /// `apps/v1`, or `v1` in the core group.
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_owned() } else { format!("{}/{}", self.group, self.version) }
    }

    /// `deployments.apps`, as refusals name it.
    pub(crate) fn resource(&self) -> String {
        if self.group.is_empty() { self.plural.to_owned() } else { format!("{}.{}", self.plural, self.group) }
    }

    /// `Deployment.apps`, as refusals name it.
    pub(crate) fn shown(&self) -> String {
        if self.group.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.name, self.group) }
    }

    /// The kind of that name; of the events, those of the core group.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The kind of that address.
    pub(crate) fn at(group: &str, version: &str, plural: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.group == group && kind.version == version && kind.plural == plural)
    }
}

const fn kind(
    group: &'static str,
    name: &'static str,
    plural: &'static str,
    traits: &'static [Trait],
    members: &'static str,
    spec: &'static str,
) -> Kind {
    Kind { group, version: "v1", name, plural, namespaced: true, traits, members, spec }
}

/// What `/scale` answers.
pub(super) static SCALE: Kind = kind("autoscaling", "Scale", "scales", &[], "spec status", "replicas");

/// All of them; the core group first.
pub(crate) static KINDS: &[Kind] = &[
    Kind { namespaced: false, ..kind("", "Namespace", "namespaces", &[Status], "spec status", "finalizers") },
    kind("", "Pod", "pods", &[Status, Generation], "spec status", ""),
    kind(
        "",
        "Service",
        "services",
        &[Status, PutCreates],
        "spec status",
        "ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges \
         externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig \
         ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy \
         trafficDistribution",
    ),
    kind("", "ConfigMap", "configmaps", &[], "data binaryData immutable", ""),
    kind("", "Secret", "secrets", &[], "data stringData type immutable", ""),
    kind(
        "",
        "Event",
        "events",
        &[PutCreates],
        "involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related \
         reportingComponent reportingInstance",
        "",
    ),
    kind("", "ServiceAccount", "serviceaccounts", &[], "secrets imagePullSecrets automountServiceAccountToken", ""),
    kind("", "ResourceQuota", "resourcequotas", &[Status], "spec status", "hard scopes scopeSelector"),
    kind(
        "apps",
        "Deployment",
        "deployments",
        &[Status, Scale, Generation],
        "spec status",
        "replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds",
    ),
    kind(
        "apps",
        "ReplicaSet",
        "replicasets",
        &[Status, Scale, Generation],
        "spec status",
        "replicas selector template minReadySeconds",
    ),
    Kind {
        version: "v2",
        ..kind(
            "autoscaling",
            "HorizontalPodAutoscaler",
            "horizontalpodautoscalers",
            &[Status],
            "spec status",
            "scaleTargetRef minReplicas maxReplicas metrics behavior",
        )
    },
    kind(
        "batch",
        "Job",
        "jobs",
        &[Status, Generation],
        "spec status",
        "parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit \
         backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode \
         suspend podReplacementPolicy managedBy",
    ),
    kind(
        "coordination.k8s.io",
        "Lease",
        "leases",
        &[PutCreates, PutNeedsVersion],
        "spec",
        "holderIdentity leaseDurationSeconds acquireTime renewTime leaseTransitions strategy preferredHolder",
    ),
    kind("discovery.k8s.io", "EndpointSlice", "endpointslices", &[Generation], "addressType endpoints ports", ""),
    // The events of this group are those of the core group, in other words.
    kind(
        "events.k8s.io",
        "Event",
        "events",
        &[PutCreates],
        "eventTime series reportingController reportingInstance action reason regarding related note type \
         deprecatedSource deprecatedFirstTimestamp deprecatedLastTimestamp deprecatedCount",
        "",
    ),
    kind(
        "networking.k8s.io",
        "Ingress",
        "ingresses",
        &[Status, Generation],
        "spec status",
        "ingressClassName defaultBackend tls rules",
    ),
    kind(
        "policy",
        "PodDisruptionBudget",
        "poddisruptionbudgets",
        &[Status, Generation, PutNeedsVersion],
        "spec status",
        "minAvailable selector maxUnavailable unhealthyPodEvictionPolicy",
    ),
    kind("rbac.authorization.k8s.io", "Role", "roles", &[PutCreates], "rules", ""),
    kind("rbac.authorization.k8s.io", "RoleBinding", "rolebindings", &[PutCreates], "subjects roleRef", ""),
    kind(
        "gateway.networking.k8s.io",
        "HTTPRoute",
        "httproutes",
        &[Status, Generation, PutNeedsVersion, Custom],
        "spec status",
        "parentRefs hostnames rules",
    ),
    kind(
        "networking.istio.io",
        "VirtualService",
        "virtualservices",
        &[Status, Generation, PutNeedsVersion, Custom],
        "spec status",
        "hosts gateways http tls tcp exportTo",
    ),
    kind(
        "networking.istio.io",
        "DestinationRule",
        "destinationrules",
        &[Status, Generation, PutNeedsVersion, Custom],
        "spec status",
        "host trafficPolicy subsets exportTo workloadSelector",
    ),
];
