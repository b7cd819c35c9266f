//! Answers with every field the model has: nothing that we read is empty, no word is unknown.

use kgas_api::ApiError;
use serde_json::{Value, json};

use super::{Member, Model, Operation, Output, Shape, model, models};
use crate::case::{Case, answer};
use crate::cases;

/// They answer with everything at once.
const WITHOUT_PAGES: &[&str] = &["DescribeAddresses", "DescribeAvailabilityZones"];

/// One of the words of every enum, the `nth` of those it has.
pub(super) struct Filled<'m> {
    pub(super) model: &'m Model,
    pub(super) nth: usize,
}

#[test]
fn every_field_we_read_is_one_of_the_models() {
    let models = models();
    for case in cases::modelled() {
        let model = &models[&case.service];
        let longest = model.shapes.values().map(|shape| shape.words.len()).max().unwrap_or(0).max(1);
        for nth in 0..longest {
            let found = check(model, &case, nth);
            assert_eq!(found, Ok(()), "{:?} {}", case.service, case.operation);
        }
    }
}

#[test]
fn a_misspelt_field_is_found() {
    for (operation, shape, member, misspelt) in [
        ("DescribeCluster", "Cluster", "platformVersion", "platformversion"),
        ("DescribeCluster", "Cluster", "status", "state"),
        ("DescribeCluster", "OIDC", "issuer", "url"),
        ("ListClusters", "ListClustersResponse", "nextToken", "token"),
        ("GetRole", "Role", "Description", "description"),
        ("DescribeVpcs", "Vpc", "Tags", "tags"),
        ("DescribeNatGateways", "NatGatewayAddress", "PublicIp", "publicIP"),
        ("DescribeKey", "KeyMetadata", "KeySpec", "Spec"),
        ("DescribeLoadBalancers", "LoadBalancerDescription", "VPCId", "VpcId"),
        ("DescribeTags", "TagDescription", "Tags", "tags"),
        ("DescribeLogGroups", "LogGroup", "logGroupName", "name"),
    ] {
        let case = cases::modelled().into_iter().find(|case| case.operation == operation).unwrap();
        let mut model = model(case.service);
        let members = &mut model.shapes.get_mut(shape).unwrap().members;
        let mut moved = members.remove(member).unwrap();
        moved.location_name = moved.location_name.map(|_| misspelt.to_owned());
        members.insert(misspelt.to_owned(), moved);
        assert!(check(&model, &case, 0).is_err(), "{operation} {member}");
    }
}

#[test]
fn a_word_we_do_not_know_is_found() {
    let case = cases::modelled().into_iter().find(|case| case.operation == "DescribeCluster").unwrap();
    let mut model = model(case.service);
    model.shapes.get_mut("ClusterStatus").unwrap().words = vec!["HIBERNATING".to_owned()];
    assert!(check(&model, &case, 0).unwrap_err().contains("HIBERNATING"));
}

#[test]
fn an_answer_cut_anywhere_is_none() {
    let models = models();
    for case in cases::modelled() {
        let body = Filled { model: &models[&case.service], nth: 0 }.body(case.operation);
        for cut in (0..body.len()).step_by(body.len() / 50 + 1).chain([body.len() - 1]) {
            for status in [200, 400, 500] {
                let found = (case.read)(&answer(status, &[], &body[..cut]));
                assert!(matches!(found, Err(ApiError::Malformed { .. })), "{} {cut} {found:?}", case.operation);
            }
        }
    }
}

fn check(model: &Model, case: &Case, nth: usize) -> Result<(), String> {
    let body = Filled { model, nth }.body(case.operation);
    let read = (case.read)(&answer(200, &[], &body)).map_err(|err| format!("{err} in {body}"))?;
    let shown = if WITHOUT_PAGES.contains(&case.operation) { read.replace("next: None", "") } else { read.clone() };
    match ["None", "[]", "{}", "\"\"", "Other("].iter().find(|sign| shown.contains(**sign)) {
        Some(sign) => Err(format!("{sign} in {read}")),
        None => Ok(()),
    }
}

impl Filled<'_> {
    pub(super) fn body(&self, name: &str) -> String {
        let operation = &self.model.operations[name];
        if self.model.is_json() { self.json_body(operation) } else { self.xml_body(name, operation) }
    }

    fn leaf(&self, name: &str, shape: &Shape) -> String {
        match shape.kind.as_str() {
            "string" if shape.words.is_empty() => format!("a-{name}"),
            "string" => shape.words[self.nth % shape.words.len()].clone(),
            "boolean" => "true".to_owned(),
            "integer" | "long" => "7".to_owned(),
            "double" => "7.5".to_owned(),
            "timestamp" if self.model.is_json() => "1763968500.5".to_owned(),
            "timestamp" => "2026-11-24T07:15:00.500Z".to_owned(),
            other => panic!("{other}"),
        }
    }

    fn json_body(&self, operation: &Operation) -> String {
        operation.output.as_ref().map_or(json!({}), |output| self.json("", &output.shape)).to_string()
    }

    fn json(&self, name: &str, shape: &str) -> Value {
        let shape = self.model.shape(shape);
        match (shape.kind.as_str(), &shape.member, &shape.value) {
            ("structure", ..) => {
                let fields = shape.members.iter();
                fields.map(|(name, member)| (name.clone(), self.json(name, &member.shape))).collect()
            }
            ("list", Some(each), _) => json!([self.json(name, &each.shape)]),
            ("map", _, Some(value)) => json!({ "key": self.json(name, &value.shape) }),
            ("string", ..) => Value::String(self.leaf(name, shape)),
            _ => serde_json::from_str(&self.leaf(name, shape)).unwrap(),
        }
    }

    fn xml_body(&self, name: &str, operation: &Operation) -> String {
        let Some(Output { shape, result_wrapper }) = &operation.output else {
            return format!("<{name}Response xmlns=\"x\"><requestId>r</requestId></{name}Response>");
        };
        let fields = self.xml_fields(self.model.shape(shape));
        let fields = match result_wrapper {
            Some(wrapper) => format!("<{wrapper}>{fields}</{wrapper}>"),
            None => fields,
        };
        format!("<?xml version=\"1.0\"?><{name}Response xmlns=\"x\">{fields}</{name}Response>")
    }

    fn xml_fields(&self, shape: &Shape) -> String {
        shape.members.iter().map(|(name, member)| self.xml(name, member)).collect()
    }

    fn xml(&self, name: &str, member: &Member) -> String {
        let name = member.location_name.as_deref().unwrap_or(name);
        let shape = self.model.shape(&member.shape);
        let inner = match (shape.kind.as_str(), &shape.member) {
            ("structure", _) => self.xml_fields(shape),
            ("list", Some(each)) => self.xml("member", each),
            _ => self.leaf(name, shape),
        };
        format!("<{name}>{inner}</{name}>")
    }
}
