//! Why a run cannot use what sends traffic, whatever kind of object that is.

use kgas_api::kubernetes::Object;
use serde_json::Value;

use crate::resources::rollout::template::ROLLOUT_LABEL;

/// Another rollout's slots are in an object of somebody else.
pub(super) fn to_tenant(object: &Object, rollout: &str) -> Option<String> {
    let tenant = object.annotation(ROLLOUT_LABEL).filter(|tenant| *tenant != rollout)?;
    Some(format!("{object} has the slots of the rollout {tenant:?} in it, and one has room there"))
}

/// The `ports` of one Service's places are several, where the slots would all come with one.
pub(super) fn to_ports<'a>(
    object: &Object,
    service: &str,
    ports: impl IntoIterator<Item = &'a Value>,
) -> Option<String> {
    let mut ports = ports.into_iter().filter(|port| !port.is_null());
    let first = ports.next()?;
    let other = ports.find(|port| *port != first)?;
    Some(format!(
        "{object} sends to the ports {first} and {other} of {service:?}, and the slots come with one port in all its places: have one of \
         them in an object of its own, or under another Service's name"
    ))
}

/// One of the slots' `ports` is not the one that is asked for.
pub(super) fn to_port(object: &Object, ports: impl IntoIterator<Item = u64>, asked: u16) -> Option<String> {
    let other = ports.into_iter().find(|port| *port != u64::from(asked))?;
    Some(format!(
        "{object} sends to port {other} of the slots' Services, and port {asked} is asked for, which the stable version does not have: keep \
         the number in `workload.ports`, and change `target_port`"
    ))
}
