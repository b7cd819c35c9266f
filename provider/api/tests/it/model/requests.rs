//! Every field we send exists, has the right kind and a word the service knows; every field it asks for is sent.

use kgas_api::{Repeat, Service};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Member, Model, Operation, Shape, model, models};
use crate::case::Case;
use crate::cases;

/// It carries a token in the model, but saying twice which version is the default one is the same as saying it once.
const SAFE_WITHOUT_TOKEN: &[&str] = &["ModifyLaunchTemplate"];

type Check = Result<(), String>;

#[test]
fn every_request_is_one_of_the_models() {
    let models = models();
    for case in cases::modelled() {
        let found = check(&models[&case.service], &case);
        assert_eq!(found, Ok(()), "{:?} {}", case.service, case.operation);
    }
}

#[test]
fn a_misspelt_field_is_found() {
    for (service, operation, member, misspelt) in [
        (Service::AwsEks, "CreateCluster", "roleArn", "rolearn"),
        (Service::AwsEks, "CreateNodegroup", "instanceTypes", "instancetypes"),
        (Service::AwsEks, "ListUpdates", "addonName", "addon"),
        (Service::AwsIam, "TagRole", "Tags", "Tag"),
        (Service::AwsEc2, "CreateVpc", "TagSpecifications", "Tags"),
        (Service::AwsEc2, "DescribeSubnets", "Filters", "Filters"),
        (Service::AwsKms, "DescribeKey", "KeyId", "KeyID"),
        (Service::AwsElbV2, "DescribeTags", "ResourceArns", "Arns"),
        (Service::AwsLogs, "DescribeLogGroups", "logGroupNamePrefix", "prefix"),
    ] {
        let case =
            cases::modelled().into_iter().find(|case| (case.service, case.operation) == (service, operation)).unwrap();
        let mut model = model(service);
        let input = model.operations[operation].input.as_ref().unwrap().shape.clone();
        let members = &mut model.shapes.get_mut(&input).unwrap().members;
        let mut moved = members.remove(member).unwrap();
        moved.location_name = moved.location_name.map(|_| misspelt.to_owned());
        members.insert(misspelt.to_owned(), moved);
        assert!(check(&model, &case).is_err(), "{operation} {member}");
    }
}

fn check(model: &Model, case: &Case) -> Check {
    let operation = &model.operations[case.operation];
    let request = &case.request;
    expect(request.method().as_str() == operation.http.method, || "the method".to_owned())?;
    let nothing = Shape::nothing();
    let input = operation.input.as_ref().map_or(&nothing, |input| model.shape(&input.shape));
    let mut sent = uri(model, operation, input, request.uri())?;
    let body = std::str::from_utf8(request.body()).unwrap();
    if body.starts_with('{') {
        let body: Value = serde_json::from_str(body).unwrap();
        for (name, value) in body.as_object().unwrap() {
            let member = input.members.get(name).filter(|member| member.location.is_none());
            json(model, member.ok_or_else(|| format!("the field {name}"))?, value)?;
            sent.push(name.clone());
        }
    } else if !body.is_empty() {
        sent.extend(form(model, case.operation, input, body)?);
    }
    for name in &input.required {
        expect(sent.contains(name), || format!("{name} is missing"))?;
    }
    let token = input.members.iter().find(|(_, member)| member.idempotency_token);
    if let (Some((name, _)), Repeat::Safe) = (token, case.repeat) {
        let known = SAFE_WITHOUT_TOKEN.contains(&case.operation);
        expect(sent.contains(name) != known, || format!("safe to repeat without {name}"))?;
    }
    Ok(())
}

impl Shape {
    fn nothing() -> Self {
        serde_json::from_str(r#"{"type": "structure"}"#).unwrap()
    }
}

fn expect(holds: bool, else_what: impl FnOnce() -> String) -> Check {
    if holds { Ok(()) } else { Err(else_what()) }
}

/// The members that are in path and query.
fn uri(model: &Model, operation: &Operation, input: &Shape, uri: &http::Uri) -> Result<Vec<String>, String> {
    let located = |place: &str, wire: &str| {
        let mut members = input.members.iter();
        members.find(|(_, it)| it.location.as_deref() == Some(place) && it.location_name.as_deref() == Some(wire))
    };
    let mut sent = Vec::new();
    let (template, path) = (operation.http.request_uri.split('/'), uri.path().split('/'));
    expect(template.clone().count() == path.clone().count(), || format!("the path {path:?}"))?;
    for (wanted, segment) in template.zip(path) {
        let Some(name) = wanted.strip_prefix('{').and_then(|wanted| wanted.strip_suffix('}')) else {
            expect(wanted == segment, || format!("{segment} for {wanted}"))?;
            continue;
        };
        expect(!segment.is_empty(), || format!("{name} is empty"))?;
        sent.push(located("uri", name).ok_or_else(|| format!("the label {name}"))?.0.clone());
    }
    for pair in uri.query().into_iter().flat_map(|query| query.split('&')) {
        let (name, value) = pair.split_once('=').unwrap();
        let (member, it) = located("querystring", name).ok_or_else(|| format!("the parameter {name}"))?;
        let shape = model.shape(&it.shape);
        text(shape.member.as_ref().map_or(shape, |each| model.shape(&each.shape)), &decode(value))?;
        sent.push(member.clone());
    }
    Ok(sent)
}

fn json(model: &Model, member: &Member, value: &Value) -> Check {
    let shape = model.shape(&member.shape);
    let wrong = || format!("{value} for a {} ({})", shape.kind, member.shape);
    match (shape.kind.as_str(), value) {
        ("structure", Value::Object(fields)) => {
            for (name, value) in fields {
                json(model, shape.members.get(name).ok_or_else(|| format!("{name} in {}", member.shape))?, value)?;
            }
            let missing = shape.required.iter().find(|name| !fields.contains_key(*name));
            missing.map_or(Ok(()), |name| Err(format!("{name} is missing in {}", member.shape)))
        }
        ("list", Value::Array(items)) => {
            items.iter().try_for_each(|item| json(model, shape.member.as_ref().unwrap(), item))
        }
        ("map", Value::Object(fields)) => {
            fields.values().try_for_each(|value| json(model, shape.value.as_ref().unwrap(), value))
        }
        ("string", Value::String(text_)) => text(shape, text_),
        ("boolean", Value::Bool(_)) => Ok(()),
        ("integer" | "long", Value::Number(number)) => expect(number.is_i64(), wrong),
        _ => Err(wrong()),
    }
}

/// The members that are in a form.
fn form(model: &Model, operation: &str, input: &Shape, body: &str) -> Result<Vec<String>, String> {
    let mut sent = Vec::new();
    let mut pairs = body.split('&').map(|pair| pair.split_once('=').unwrap());
    expect(pairs.next() == Some(("Action", operation)), || "the action".to_owned())?;
    expect(pairs.next() == Some(("Version", &model.metadata.api_version)), || "the version".to_owned())?;
    for (name, value) in pairs {
        let mut path = name.split('.');
        let first = path.next().unwrap();
        let (member, it) = parameter(model, input, first).ok_or_else(|| format!("the parameter {name}"))?;
        let shape = path.try_fold(model.shape(&it.shape), |shape, step| below(model, shape, step));
        text(shape.ok_or_else(|| format!("the parameter {name}"))?, &decode(value))?;
        sent.push(member.clone());
    }
    Ok(sent)
}

/// The member of a name on the wire.
fn parameter<'m>(model: &Model, shape: &'m Shape, wire: &str) -> Option<(&'m String, &'m Member)> {
    shape.members.iter().find(|(name, it)| {
        let by_location = it.location_name.as_ref().unwrap_or(name);
        match model.metadata.protocol.as_str() {
            "ec2" => {
                let capital = by_location[..1].to_uppercase() + &by_location[1..];
                *it.query_name.as_ref().unwrap_or(&capital) == wire
            }
            _ => by_location == wire,
        }
    })
}

/// One step of a parameter's path: a field, or a place in a list. Outside EC2 a list is `member` before its places.
fn below<'m>(model: &'m Model, shape: &'m Shape, step: &str) -> Option<&'m Shape> {
    match (shape.kind.as_str(), &shape.member) {
        ("structure", _) => Some(model.shape(&parameter(model, shape, step)?.1.shape)),
        ("list", Some(_)) if model.metadata.protocol == "query" && step == "member" => Some(shape),
        ("list", Some(each)) if step.parse::<usize>().is_ok_and(|n| n > 0) => Some(model.shape(&each.shape)),
        _ => None,
    }
}

/// A leaf, written as text.
fn text(shape: &Shape, value: &str) -> Check {
    let holds = match shape.kind.as_str() {
        "string" => shape.words.is_empty() || shape.words.iter().any(|word| word == value),
        "boolean" => matches!(value, "true" | "false"),
        "integer" | "long" => value.parse::<i64>().is_ok(),
        _ => false,
    };
    expect(holds, || format!("{value:?} for a {}", shape.kind))
}

fn decode(value: &str) -> String {
    percent_decode_str(value).decode_utf8().unwrap().into_owned()
}
