//! Which service and operation a request means.
use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::call::{Call, Operation, Refusal, Service};
use crate::params::Params;
use crate::{eks, played};

/// The credential scope of a signature: `AKIA.../20260101/eu-west-1/eks/aws4_request`.
struct Scope {
    access_key: String,
    region: String,
    service: String,
}

/// The call of a request and what plays it; with the service, which decides the form of a refusal.
pub(crate) fn call(request: &Request<Bytes>) -> (Service, Result<(Call, Operation), Refusal>) {
    let mut params = Params::parse(request.uri().query().unwrap_or_default());
    let Some(scope) = scope(request, &params).or_else(|| unsigned(request)) else {
        return (
            Service::Eks,
            Err(Refusal::of(403, "MissingAuthenticationTokenException", "Missing Authentication Token")),
        );
    };
    let service = match scope.service.as_str() {
        "eks" => Service::Eks,
        "iam" => Service::Iam,
        "ec2" => Service::Ec2,
        "sts" => Service::Sts,
        "kms" => Service::Kms,
        "logs" => Service::Logs,
        // Both generations sign alike; the version in the form tells them apart.
        "elasticloadbalancing" if version_of(request).as_deref() == Some(api_version(Service::Elb)) => Service::Elb,
        "elasticloadbalancing" => Service::ElbV2,
        other => {
            let words = format!("The sandbox does not play the service {other}.");
            return (Service::Eks, Err(Refusal::of(400, "ClientException", words)));
        }
    };
    let read = match service {
        Service::Eks => eks::route(request.method(), request.uri().path()).and_then(|(name, path)| {
            let body = json_body(request.body())?;
            Ok((name.to_owned(), path, body))
        }),
        Service::Kms => targeted(request, "TrentService"),
        Service::Logs => targeted(request, "Logs_20140328"),
        Service::Kubernetes | Service::Prometheus => {
            Err(Refusal::of(404, "NotFound", "What belongs to a cluster has an address of its own."))
        }
        Service::Iam | Service::Ec2 | Service::Sts | Service::Elb | Service::ElbV2 => {
            params.merge(Params::parse(&String::from_utf8_lossy(request.body())));
            let version = params.remove("Version");
            let action = params.remove("Action");
            action.filter(|_| version.as_deref() == Some(api_version(service))).map_or_else(
                || Err(Refusal::of(400, "InvalidAction", "Action or Version is missing or not of this service.")),
                |action| Ok((action, BTreeMap::new(), json!({}))),
            )
        }
    };
    let called = read.and_then(|(name, path, body)| {
        let operation = played::operation(service, &name)?;
        let Scope { access_key, region, .. } = scope;
        Ok((Call { service, region, operation: name, access_key, path, params, body }, operation))
    });
    (service, called)
}

/// Reads the scope from the header, or from the query of a presigned URL.
fn scope(request: &Request<Bytes>, params: &Params) -> Option<Scope> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let from_header = header.and_then(|value| value.split("Credential=").nth(1)?.split(',').next());
    let credential = from_header.or_else(|| params.get("X-Amz-Credential"))?;
    let mut parts = credential.trim().split('/');
    let access_key = parts.next()?.to_owned();
    let _day = parts.next()?;
    Some(Scope { access_key, region: parts.next()?.to_owned(), service: parts.next()?.to_owned() })
}

/// The one operation that nobody signs: the web identity's token is the proof.
fn unsigned(request: &Request<Bytes>) -> Option<Scope> {
    let form = Params::parse(&String::from_utf8_lossy(request.body()));
    (form.get("Action") == Some("AssumeRoleWithWebIdentity")).then(|| Scope {
        access_key: String::new(),
        region: "us-east-1".to_owned(),
        service: "sts".to_owned(),
    })
}

fn api_version(service: Service) -> &'static str {
    match service {
        Service::Iam => "2010-05-08",
        Service::Ec2 => "2016-11-15",
        Service::Sts => "2011-06-15",
        Service::Elb => "2012-06-01",
        Service::ElbV2 => "2015-12-01",
        Service::Eks | Service::Kms | Service::Logs | Service::Kubernetes | Service::Prometheus => "",
    }
}

/// The version that a form says it is written in.
fn version_of(request: &Request<Bytes>) -> Option<String> {
    Params::parse(&String::from_utf8_lossy(request.body())).remove("Version")
}

/// Operation and body of a request with `X-Amz-Target: TrentService.DescribeKey`.
fn targeted(
    request: &Request<Bytes>,
    interface: &str,
) -> Result<(String, BTreeMap<&'static str, String>, Value), Refusal> {
    let body = json_body(request.body())?;
    let header = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    header
        .and_then(|value| value.strip_prefix(interface)?.strip_prefix('.'))
        .map(|name| (name.to_owned(), BTreeMap::new(), body))
        .ok_or_else(|| Refusal::of(400, "UnknownOperationException", "X-Amz-Target names no operation."))
}

fn json_body(body: &Bytes) -> Result<Value, Refusal> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    match serde_json::from_slice(body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        _ => Err(Refusal::of(400, "SerializationException", "The body is not a JSON object.")),
    }
}
