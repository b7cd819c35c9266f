//! Labels that nodes cannot give themselves.

use super::super::Capabilities;

/// Domains of Kubernetes' own labels.
const KUBERNETES: [&str; 2] = ["kubernetes.io", "k8s.io"];

/// Those of them whose labels a node may set, and single labels that it may set besides.
/// Source: <https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction>.
const OPEN: [&str; 2] = ["kubelet.kubernetes.io", "node.kubernetes.io"];
const KNOWN: [&str; 13] = [
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
    "beta.kubernetes.io/os",
    "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "kubernetes.io/arch",
    "kubernetes.io/hostname",
    "kubernetes.io/os",
    "node.kubernetes.io/instance-type",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
    "failure-domain.kubernetes.io/region",
    "failure-domain.kubernetes.io/zone",
];

/// Whether a machine that is started with this label cannot become a node, or the cloud refuses it before that.
pub(super) fn is_reserved(capabilities: &Capabilities, label: &str) -> bool {
    let Some((domain, _)) = label.split_once('/') else { return false };
    let of = |whole: &&str| domain == *whole || domain.strip_suffix(*whole).is_some_and(|rest| rest.ends_with('.'));
    let kubernetes = KUBERNETES.iter().any(of);
    let open = OPEN.iter().any(of) || KNOWN.contains(&label);
    (kubernetes && !open) || capabilities.reserved_label_domains.iter().any(of)
}
