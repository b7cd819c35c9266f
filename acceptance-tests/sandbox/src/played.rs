//! Every operation that is played, by service.
use serde_json::{Map, Value};

use crate::call::{Operation, Refusal, Service};
use crate::{balancer, ec2, eks, iam, kms, log_group, sts};

const ALL: [Service; 8] =
    [Service::Eks, Service::Iam, Service::Ec2, Service::Sts, Service::Kms, Service::Elb, Service::ElbV2, Service::Logs];

/// The operations of a service, by name.
fn of(service: Service) -> impl Iterator<Item = &'static (&'static str, Operation)> {
    let tables: &[&[(&str, Operation)]] = match service {
        Service::Eks => &[eks::OPERATIONS],
        Service::Iam => &[iam::OPERATIONS],
        Service::Ec2 => &[ec2::DESCRIBED, ec2::NETWORK, ec2::OTHER],
        Service::Sts => &[sts::OPERATIONS],
        Service::Kms => &[kms::OPERATIONS],
        Service::Elb | Service::ElbV2 => &[balancer::OPERATIONS],
        Service::Logs => &[log_group::OPERATIONS],
        // Its operations are those of each kind.
        Service::Kubernetes | Service::Prometheus => &[],
    };
    tables.iter().copied().flatten()
}

/// What plays the operation of that name.
///
/// # Errors
/// The service's refusal of an operation that it does not have, or that is not played.
pub(crate) fn operation(service: Service, name: &str) -> Result<Operation, Refusal> {
    let found = of(service).find(|(played, _)| *played == name).map(|(_, operation)| *operation);
    let code = match service {
        Service::Eks => "ClientException",
        Service::Logs => "UnknownOperationException",
        _ => "InvalidAction",
    };
    found.ok_or_else(|| Refusal::of(400, code, format!("The sandbox does not play {name} of {}.", service.name())))
}

/// The names of all, by service.
pub(crate) fn names() -> Value {
    let names = |service: Service| of(service).map(|(name, _)| Value::from(*name)).collect::<Value>();
    Value::Object(ALL.map(|service| (service.name().to_owned(), names(service))).into_iter().collect::<Map<_, _>>())
}
