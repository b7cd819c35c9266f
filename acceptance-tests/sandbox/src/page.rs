//! Pages: `MaxResults` and `NextToken` in EC2, `MaxItems` and `Marker` in IAM, `PageSize` and `Marker` in Elastic Load
//! Balancing, `limit` and `nextToken` in `CloudWatch` Logs. EKS turns its own.
use serde_json::Value;

use crate::call::{Answered, Call, Refusal, Service};

/// Items of a page that was not asked to be shorter.
const USUAL: usize = 100;

/// Cuts the one list of an answer to the page that the call asks for.
///
/// # Errors
/// When the size or the token cannot be read.
pub(crate) fn cut(call: &Call, answer: Value) -> Answered {
    let limit = call.body.get("limit").map(ToString::to_string);
    let (size, token) = match call.service {
        Service::Ec2 => (call.params.get("MaxResults"), call.params.get("NextToken")),
        Service::Iam => (call.params.get("MaxItems"), call.params.get("Marker")),
        Service::Elb | Service::ElbV2 => (call.params.get("PageSize"), call.params.get("Marker")),
        Service::Logs => (limit.as_deref(), call.text("nextToken")),
        Service::Eks | Service::Sts | Service::Kms | Service::Kubernetes | Service::Prometheus => return Ok(answer),
    };
    let invalid = |words: &str| {
        let code = match call.service {
            Service::Ec2 => "InvalidParameterValue",
            Service::Logs => "InvalidParameterException",
            _ => "ValidationError",
        };
        Refusal::of(400, code, words)
    };
    let whole = matches!(call.operation.as_str(), "DescribeInstanceTypes" | "DescribeInstanceTypeOfferings");
    let (least, most) = match call.service {
        Service::Ec2 => (5, 1000),
        Service::Elb | Service::ElbV2 => (1, 400),
        Service::Logs => (1, 50),
        _ => (1, 1000),
    };
    let size = match size {
        None if whole => USUAL,
        None => return Ok(answer),
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (least..=most).contains(size))
            .ok_or_else(|| invalid("The page size is not valid."))?,
    };
    let start: usize = token.map_or(Ok(0), str::parse).map_err(|_| invalid("The token is not valid."))?;
    Ok(page(call.service, answer, start, size))
}

fn page(service: Service, mut answer: Value, start: usize, size: usize) -> Value {
    let Some(list) = answer.as_object_mut().and_then(|members| members.values_mut().find_map(Value::as_array_mut))
    else {
        return answer;
    };
    let more = start + size < list.len();
    *list = list.iter().skip(start).take(size).cloned().collect();
    match (service, more) {
        (Service::Ec2 | Service::Logs, true) => answer["nextToken"] = (start + size).to_string().into(),
        (Service::Elb | Service::ElbV2, true) => answer["NextMarker"] = (start + size).to_string().into(),
        (Service::Iam, true) => {
            answer["IsTruncated"] = true.into();
            answer["Marker"] = (start + size).to_string().into();
        }
        _ => {}
    }
    answer
}
