//! Where objects are in the Kubernetes API.

/// A kind of object that tests speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "Kubernetes' own names")]
pub enum Kind {
    AnalysisRun,
    AnalysisTemplate,
    Canary,
    ConfigMap,
    CustomResourceDefinition,
    Deployment,
    Event,
    HorizontalPodAutoscaler,
    HttpRoute,
    Ingress,
    Job,
    Lease,
    MetricTemplate,
    Namespace,
    Node,
    Pod,
    ReplicaSet,
    Role,
    RoleBinding,
    Rollout,
    Secret,
    Service,
    ServiceAccount,
    VirtualService,
}

impl Kind {
    /// Group and version, and the plural name.
    #[must_use]
    pub fn resource(self) -> (&'static str, &'static str) {
        match self {
            Self::AnalysisRun => ("argoproj.io/v1alpha1", "analysisruns"),
            Self::AnalysisTemplate => ("argoproj.io/v1alpha1", "analysistemplates"),
            Self::Canary => ("flagger.app/v1beta1", "canaries"),
            Self::ConfigMap => ("v1", "configmaps"),
            Self::CustomResourceDefinition => ("apiextensions.k8s.io/v1", "customresourcedefinitions"),
            Self::Deployment => ("apps/v1", "deployments"),
            Self::Event => ("v1", "events"),
            Self::HorizontalPodAutoscaler => ("autoscaling/v2", "horizontalpodautoscalers"),
            Self::HttpRoute => ("gateway.networking.k8s.io/v1", "httproutes"),
            Self::Ingress => ("networking.k8s.io/v1", "ingresses"),
            Self::Job => ("batch/v1", "jobs"),
            Self::Lease => ("coordination.k8s.io/v1", "leases"),
            Self::MetricTemplate => ("flagger.app/v1beta1", "metrictemplates"),
            Self::Namespace => ("v1", "namespaces"),
            Self::Node => ("v1", "nodes"),
            Self::Pod => ("v1", "pods"),
            Self::ReplicaSet => ("apps/v1", "replicasets"),
            Self::Role => ("rbac.authorization.k8s.io/v1", "roles"),
            Self::RoleBinding => ("rbac.authorization.k8s.io/v1", "rolebindings"),
            Self::Rollout => ("argoproj.io/v1alpha1", "rollouts"),
            Self::Secret => ("v1", "secrets"),
            Self::Service => ("v1", "services"),
            Self::ServiceAccount => ("v1", "serviceaccounts"),
            Self::VirtualService => ("networking.istio.io/v1", "virtualservices"),
        }
    }

    /// The path of the collection in `namespace`, which is empty for what is in none.
    #[must_use]
    pub fn all(self, namespace: &str) -> String {
        let (version, plural) = self.resource();
        let root = if version.contains('/') { "apis" } else { "api" };
        let within = if namespace.is_empty() { String::new() } else { format!("/namespaces/{namespace}") };
        format!("/{root}/{version}{within}/{plural}")
    }

    /// The path of one object.
    #[must_use]
    pub fn at(self, namespace: &str, name: &str) -> String {
        format!("{}/{name}", self.all(namespace))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(Kind::Node.all(""), "/api/v1/nodes");
        assert_eq!(Kind::Deployment.at("shop", "api"), "/apis/apps/v1/namespaces/shop/deployments/api");
    }
}
