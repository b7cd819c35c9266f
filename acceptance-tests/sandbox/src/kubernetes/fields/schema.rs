//! Which lists have keys, and which maps are owned as a whole, in the built-in kinds. In custom resources the lists of the
//! metadata alone have keys: their definitions declare none, or declare their lists atomic.
//! Source: the markers `+listType`, `+mapType` and `+structType` of <https://github.com/kubernetes/api>.
use crate::kubernetes::kind::{Kind, Trait};

/// Lists with keys, by their name and what tells their items apart.
const KEYED: &[(&str, &[&str])] = &[
    ("conditions", &["type"]),
    ("containers", &["name"]),
    ("env", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("hostAliases", &["ip"]),
    ("imagePullSecrets", &["name"]),
    ("initContainers", &["name"]),
    ("podIPs", &["ip"]),
    ("resourceClaims", &["name"]),
    ("secrets", &["name"]),
    ("topologySpreadConstraints", &["topologyKey", "whenUnsatisfiable"]),
    ("volumeDevices", &["devicePath"]),
    ("volumeMounts", &["mountPath"]),
    ("volumes", &["name"]),
];

const ATOMIC: [&str; 8] = [
    "configMapKeyRef",
    "fieldRef",
    "involvedObject",
    "labelSelector",
    "nodeSelector",
    "resourceFieldRef",
    "secretKeyRef",
    "selector",
];

/// The keys of the list of that name; none of a list that is owned as a whole.
pub(crate) fn keys(kind: &Kind, name: &str) -> Option<&'static [&'static str]> {
    match name {
        "ownerReferences" => Some(&["uid"]),
        _ if kind.has(Trait::Custom) => None,
        "ports" if kind.name == "Service" => Some(&["port", "protocol"]),
        "ports" if kind.name == "EndpointSlice" => None,
        "ports" => Some(&["containerPort", "protocol"]),
        "conditions" if kind.name == "Job" => None,
        _ => KEYED.iter().find(|(list, _)| *list == name).map(|(_, keys)| *keys),
    }
}

/// What a key is when an item does not say it.
pub(crate) fn default_key(key: &str) -> Option<&'static str> {
    (key == "protocol").then_some("TCP")
}

/// Whether the list of that name is a set of texts.
pub(crate) fn is_set(name: &str) -> bool {
    name == "finalizers"
}

/// Whether the map of that name is owned as a whole.
pub(crate) fn is_atomic(kind: &Kind, name: &str) -> bool {
    !kind.has(Trait::Custom) && (ATOMIC.contains(&name) || (name == "roleRef" && kind.name == "RoleBinding"))
}
