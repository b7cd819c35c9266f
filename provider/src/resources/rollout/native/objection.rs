//! Why a run cannot use what sends traffic, whatever kind of object that is.

use kgas_api::kubernetes::Object;

use crate::resources::rollout::template::ROLLOUT_LABEL;

/// Another rollout's slots are in an object of somebody else.
pub(super) fn to_tenant(object: &Object, rollout: &str) -> Option<String> {
    let tenant = object.annotation(ROLLOUT_LABEL).filter(|tenant| *tenant != rollout)?;
    Some(format!("{object} has the slots of the rollout {tenant:?} in it, and one has room there"))
}

/// One of the slots' `ports` is not the one that is asked for.
pub(super) fn to_port(object: &Object, ports: impl IntoIterator<Item = u64>, asked: u16) -> Option<String> {
    let other = ports.into_iter().find(|port| *port != u64::from(asked))?;
    Some(format!(
        "{object} sends to port {other} of the slots' Services, and port {asked} is asked for, which the stable version does not have: keep \
         the number in `workload.ports`, and change `target_port`"
    ))
}
