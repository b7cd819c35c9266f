//! Only what is played may be asked for: a misspelt parameter, or one that nothing would come of, is refused.
use serde_json::Value;

use crate::call::{Call, Refusal, Service};
use crate::{balancer, ec2, eks, iam};

/// Members of the requests of STS, KMS and `CloudWatch` Logs.
const SMALL: &[(&str, &str)] = &[
    ("GetCallerIdentity", ""),
    ("AssumeRole", "RoleArn RoleSessionName DurationSeconds ExternalId Tags Policy"),
    ("AssumeRoleWithWebIdentity", "RoleArn RoleSessionName DurationSeconds WebIdentityToken"),
    ("DescribeKey", "KeyId"),
    ("DescribeLogGroups", "logGroupNamePrefix nextToken limit"),
];

/// # Errors
/// The refusal that names what is not played.
pub(crate) fn check(call: &Call) -> Result<(), Refusal> {
    let table = match call.service {
        Service::Eks => eks::MEMBERS,
        Service::Iam => iam::MEMBERS,
        Service::Ec2 => ec2::MEMBERS,
        Service::Elb => balancer::CLASSIC_MEMBERS,
        Service::ElbV2 => balancer::MEMBERS,
        Service::Sts | Service::Kms | Service::Logs | Service::Kubernetes | Service::Prometheus => SMALL,
    };
    let row = table.iter().find(|(name, _)| *name == call.operation);
    let played: Vec<&str> = row.map(|(_, members)| members.split(' ').collect()).unwrap_or_default();
    let heads = call.params.heads();
    if call.service == Service::Ec2 && call.params.flag("DryRun") {
        let words = "Request would have succeeded, but DryRun flag is set.";
        return Err(Refusal::of(412, "DryRunOperation", words));
    }
    let unknown = heads
        .into_iter()
        .find(|head| !head.starts_with("X-Amz-") && head != "DryRun" && !played.contains(&head.as_str()));
    match unknown.or_else(|| beyond(&call.body, "", &played)) {
        None => Ok(()),
        Some(name) => Err(refuse(call, &name)),
    }
}

/// The first member of a body that is not among those played.
fn beyond(value: &Value, prefix: &str, played: &[&str]) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(|item| beyond(item, prefix, played)),
        Value::Object(members) => members.iter().find_map(|(name, inner)| {
            let name = format!("{prefix}{name}");
            let under = format!("{name}.");
            if played.contains(&name.as_str()) {
                None
            } else if played.iter().any(|member| member.starts_with(&under)) {
                beyond(inner, &under, played)
            } else {
                Some(name)
            }
        }),
        _ => None,
    }
}

fn refuse(call: &Call, name: &str) -> Refusal {
    let words = format!("The sandbox does not play the parameter {name} of {}.", call.operation);
    match call.service {
        Service::Eks => Refusal::invalid(words),
        Service::Ec2 => Refusal::of(400, "UnknownParameter", words),
        Service::Logs => Refusal::of(400, "InvalidParameterException", words),
        _ => Refusal::of(400, "ValidationError", words),
    }
}
