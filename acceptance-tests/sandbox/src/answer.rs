//! Answers on the wire: rest-json, `query` XML, `ec2` XML and JSON 1.1, each with its own form of an error.
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::call::{Answered, Refusal, Service};
use crate::log::Code;
use crate::{kubernetes, xml};

/// Writes what a service answered to `operation`, with the request's id.
pub(crate) fn write(service: Service, operation: &str, answered: Answered, id: &str) -> Response<Bytes> {
    let retry_after = answered.as_ref().err().and_then(|refusal| refusal.retry_after);
    let (status, kind, body, code) = match answered {
        Ok(value) => {
            let (kind, body) = success(service, operation, &value, id);
            (StatusCode::OK, kind, body, None)
        }
        Err(refusal) => {
            let (kind, body) = failure(service, &refusal, id);
            (refusal.status, kind, body, Some(refusal.code))
        }
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(id) {
        let name = if service == Service::Kubernetes { "audit-id" } else { "x-amzn-requestid" };
        headers.insert(name, value);
    }
    if let Some(seconds) = retry_after {
        headers.insert("retry-after", seconds.into());
    }
    if let Some(code) = code.clone() {
        response.extensions_mut().insert(Code(code));
    }
    let headers = response.headers_mut();
    if let Some(value) = code.filter(|_| service == Service::Eks).and_then(|code| HeaderValue::from_str(&code).ok()) {
        headers.insert("x-amzn-errortype", value);
    }
    response
}

fn success(service: Service, operation: &str, value: &Value, id: &str) -> (&'static str, String) {
    let mut inner = String::new();
    let text = match service {
        Service::Eks | Service::Kubernetes | Service::Prometheus => return ("application/json", value.to_string()),
        Service::Kms | Service::Logs => return ("application/x-amz-json-1.1", value.to_string()),
        Service::Ec2 => {
            xml::write(&mut inner, value, "item");
            let space = "http://ec2.amazonaws.com/doc/2016-11-15/";
            format!("<{operation}Response xmlns=\"{space}\"><requestId>{id}</requestId>{inner}</{operation}Response>")
        }
        Service::Iam | Service::Sts | Service::Elb | Service::ElbV2 => {
            xml::write(&mut inner, value, "member");
            let space = space(service);
            let result =
                if value.is_null() { String::new() } else { format!("<{operation}Result>{inner}</{operation}Result>") };
            let meta = format!("<ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata>");
            format!("<{operation}Response xmlns=\"{space}\">{result}{meta}</{operation}Response>")
        }
    };
    ("text/xml;charset=UTF-8", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}"))
}

fn failure(service: Service, refusal: &Refusal, id: &str) -> (&'static str, String) {
    let mut words = String::new();
    xml::write(&mut words, &Value::String(refusal.message.clone()), "");
    let code = &refusal.code;
    let fault = if refusal.status.is_server_error() { "Receiver" } else { "Sender" };
    let text = match service {
        Service::Kubernetes => return ("application/json", kubernetes::status(refusal).to_string()),
        Service::Prometheus => {
            let error = json!({ "status": "error", "errorType": code, "error": refusal.message });
            return ("application/json", error.to_string());
        }
        Service::Eks | Service::Kms | Service::Logs => {
            let mut members: Map<String, Value> = refusal.members.iter().cloned().collect();
            members.insert("message".to_owned(), refusal.message.clone().into());
            if service != Service::Eks {
                members.insert("__type".to_owned(), code.clone().into());
                return ("application/x-amz-json-1.1", Value::Object(members).to_string());
            }
            return ("application/json", Value::Object(members).to_string());
        }
        Service::Ec2 => format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>{words}</Message></Error></Errors><RequestID>{id}</RequestID></Response>"
        ),
        Service::Iam | Service::Sts | Service::Elb | Service::ElbV2 => format!(
            "<ErrorResponse xmlns=\"{}\"><Error><Type>{fault}</Type><Code>{code}</Code><Message>{words}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>",
            space(service)
        ),
    };
    ("text/xml;charset=UTF-8", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}"))
}

fn space(service: Service) -> &'static str {
    match service {
        Service::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        Service::Elb => "http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/",
        Service::ElbV2 => "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
        _ => "https://iam.amazonaws.com/doc/2010-05-08/",
    }
}
