//! Ports of the slots' Services.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::PodTemplate;
use crate::resources::rollout::model::{Port, Protocol};

/// The ports that are declared, or else those of the containers, each once.
pub(in crate::resources::rollout) fn ports(declared: Option<&[Port]>, template: &PodTemplate) -> Vec<Port> {
    if let Some(declared) = declared {
        return declared.to_vec();
    }
    let (mut seen, mut names) = (BTreeSet::new(), BTreeSet::new());
    let all = template.running().filter_map(|container| container["ports"].as_array()).flatten();
    let port = |one: &Value| {
        let port = one["containerPort"].as_u64().and_then(|port| u16::try_from(port).ok())?;
        let protocol = match one["protocol"].as_str() {
            Some("UDP") => Protocol::Udp,
            Some("SCTP") => Protocol::Sctp,
            _ => Protocol::Tcp,
        };
        if !seen.insert((port, protocol)) {
            return None;
        }
        let given = one["name"].as_str().filter(|name| names.insert((*name).to_owned())).map(str::to_owned);
        let name = given.clone().unwrap_or_else(|| format!("{}-{port}", word(protocol).to_lowercase()));
        Some(Port { name: Some(name), port, target_port: given, protocol })
    };
    all.filter_map(port).collect()
}

/// As Kubernetes writes it.
const fn word(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
        Protocol::Sctp => "SCTP",
    }
}

/// A port as a Service has it.
pub(in crate::resources::rollout) fn written(port: &Port) -> Value {
    let target = match port.target_port.as_deref().map(|target| (target.parse::<u16>(), target)) {
        None => json!(port.port),
        Some((Ok(number), _)) => json!(number),
        Some((Err(_), name)) => json!(name),
    };
    let mut written = json!({ "port": port.port, "targetPort": target, "protocol": word(port.protocol) });
    if let Some(name) = &port.name {
        written["name"] = json!(name);
    }
    written
}
