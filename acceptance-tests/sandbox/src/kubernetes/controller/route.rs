//! Gateways accept routes a while after a change. `kgas.test/accepted: "false"` on a route has it refused.
//! Source: <https://gateway-api.sigs.k8s.io/geps/gep-1364/>.
use serde_json::{Value, json};

use super::condition::Condition;
use crate::kubernetes::{Cluster, Object};

impl Cluster {
    pub(super) fn accept_routes(&mut self, namespace: &str) {
        for name in self.names("HTTPRoute", namespace) {
            let Some(route) = self.get("HTTPRoute", namespace, &name) else { continue };
            let seen_at = route.marks.wanted.after(self.timing.route);
            if self.now < seen_at {
                self.wake_at(seen_at, namespace);
                continue;
            }
            let missing = self.missing(route);
            let parents = route.doc["spec"]["parentRefs"].as_array().into_iter().flatten();
            let parents: Value = parents.map(|parent| self.parent(route, parent, missing.as_deref())).collect();
            self.tell(Self::kind("HTTPRoute"), namespace, &name, json!({ "parents": parents }));
        }
    }

    /// The first backend of a route that is not there.
    fn missing(&self, route: &Object) -> Option<String> {
        let rules = route.doc["spec"]["rules"].as_array().into_iter().flatten();
        let mut backends = rules.flat_map(|rule| rule["backendRefs"].as_array().into_iter().flatten());
        let missing = backends.find(|backend| {
            let name = backend["name"].as_str().unwrap_or_default();
            let namespace = backend["namespace"].as_str().unwrap_or(route.namespace());
            backend["kind"] == "Service" && self.get("Service", namespace, name).is_none()
        });
        missing.map(|backend| backend["name"].as_str().unwrap_or_default().to_owned())
    }

    fn parent(&self, route: &Object, parent: &Value, missing: Option<&str>) -> Value {
        let known = route.doc["status"]["parents"].as_array().into_iter().flatten();
        let known = known.into_iter().find(|known| known["parentRef"] == *parent);
        let mut conditions = known.and_then(|known| known["conditions"].as_array().cloned()).unwrap_or_default();
        let accepted = route.annotation("kgas.test/accepted") != "false";
        let reason = if accepted { "Accepted" } else { "NotAllowedByListeners" };
        Condition { kind: "Accepted", holds: accepted, reason, message: "" }.put(&mut conditions, self.now);
        let (reason, message) = match missing {
            None => ("ResolvedRefs", String::new()),
            Some(name) => ("BackendNotFound", format!("Service {name:?} not found")),
        };
        let resolved = Condition { kind: "ResolvedRefs", holds: missing.is_none(), reason, message: &message };
        resolved.put(&mut conditions, self.now);
        for condition in &mut conditions {
            condition["observedGeneration"] = route.generation().into();
        }
        json!({ "parentRef": parent, "controllerName": "kgas.test/gateway", "conditions": conditions })
    }
}
