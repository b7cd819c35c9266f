//! Endpoints of Services: an `EndpointSlice` for each Service with a selector.
//! Source: <https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/>.
use serde_json::{Value, json};

use super::pod;
use crate::kubernetes::admission::letters;
use crate::kubernetes::selector::Selector;
use crate::kubernetes::{Cluster, Object};

/// Label with the name of the Service.
const SERVICE: &str = "kubernetes.io/service-name";

impl Cluster {
    pub(super) fn list_endpoints(&mut self, namespace: &str) {
        for name in self.names("Service", namespace) {
            let Some(service) = self.get("Service", namespace, &name).cloned() else { continue };
            let Some(selector) = Selector::of_service(&service.doc["spec"]["selector"]) else { continue };
            let pods = self.inside("Pod", namespace).filter(|pod| selector.selects(&pod.doc["metadata"]["labels"]));
            let pods: Vec<&Object> = pods.filter(|pod| pod.doc["status"].get("podIP").is_some()).collect();
            // What is empty is null, as Go writes it.
            let (endpoints, ports) = match pods.first() {
                None => (Value::Null, Value::Null),
                Some(first) => (pods.iter().map(|pod| endpoint(pod)).collect(), ports(&service, first)),
            };
            let held = self.inside("EndpointSlice", namespace).find(|slice| slice.controller() == service.uid());
            let held = held.map(|slice| slice.name().to_owned());
            match held {
                Some(slice) => self.alter(Self::kind("EndpointSlice"), namespace, &slice, |doc| {
                    doc["endpoints"] = endpoints;
                    doc["ports"] = ports;
                }),
                None => self.make_slice(&service, &endpoints, &ports),
            }
        }
    }

    fn make_slice(&mut self, service: &Object, endpoints: &Value, ports: &Value) {
        let (kind, now) = (Self::kind("EndpointSlice"), self.now);
        let suffix = letters(&self.ids.hex("endpoint-slice", 5));
        let doc = json!({
            "metadata": {
                "name": format!("{}-{suffix}", service.name()), "generateName": format!("{}-", service.name()), "namespace": service.namespace(),
                "labels": { SERVICE: service.name(), "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io" },
                "ownerReferences": [service.controls(Self::kind("Service"))],
            },
            "addressType": "IPv4", "endpoints": endpoints, "ports": ports,
        });
        if let Ok(doc) = self.admit_new(kind, doc) {
            self.keep(kind.name, Object::new(doc, now));
        }
    }
}

fn endpoint(pod: &Object) -> Value {
    let (ready, leaving) = (pod::is_ready(pod), pod.is_deleting());
    json!({
        "addresses": [pod.doc["status"]["podIP"]],
        "conditions": { "ready": ready && !leaving, "serving": ready, "terminating": leaving },
        "nodeName": pod.doc["spec"]["nodeName"],
        "targetRef": { "kind": "Pod", "name": pod.name(), "namespace": pod.namespace(), "uid": pod.uid() },
    })
}

/// The ports of a Service as its pods have them.
fn ports(service: &Object, pod: &Object) -> Value {
    let port = |port: &Value| {
        let named = |name: &str| {
            let containers = pod.doc["spec"]["containers"].as_array().into_iter().flatten();
            let mut all = containers.flat_map(|container| container["ports"].as_array().into_iter().flatten());
            all.find(|port| port["name"] == name).map(|port| port["containerPort"].clone()).unwrap_or_default()
        };
        let number = match port["targetPort"].as_str() {
            Some(name) => named(name),
            None => port["targetPort"].clone(),
        };
        let name = port["name"].as_str().unwrap_or_default();
        json!({ "name": name, "port": number, "protocol": port["protocol"] })
    };
    service.doc["spec"]["ports"].as_array().into_iter().flatten().map(port).collect()
}
