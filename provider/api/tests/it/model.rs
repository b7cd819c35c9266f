//! Requests and answers against the vendor's own model: botocore's, cut down to what we use (see `model/slice.py`).

mod answers;
mod damaged;
mod requests;

use std::collections::{BTreeMap, BTreeSet};

use kgas_api::Service;
use serde::Deserialize;

use crate::cases;

#[derive(Deserialize)]
struct Model {
    metadata: Metadata,
    operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Shape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    api_version: String,
    protocol: String,
}

#[derive(Deserialize)]
struct Operation {
    http: Http,
    input: Option<Output>,
    output: Option<Output>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: String,
    request_uri: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    shape: String,
    result_wrapper: Option<String>,
}

#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    members: BTreeMap<String, Member>,
    #[serde(default)]
    required: Vec<String>,
    #[serde(rename = "enum", default)]
    words: Vec<String>,
    member: Option<Member>,
    value: Option<Member>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    shape: String,
    location: Option<String>,
    location_name: Option<String>,
    query_name: Option<String>,
    #[serde(default)]
    idempotency_token: bool,
}

fn model(service: Service) -> Model {
    let text = match service {
        Service::AwsEks => include_str!("model/AwsEks.json"),
        Service::AwsIam => include_str!("model/AwsIam.json"),
        Service::AwsEc2 => include_str!("model/AwsEc2.json"),
        Service::AwsSts => include_str!("model/AwsSts.json"),
        Service::AwsKms => include_str!("model/AwsKms.json"),
        Service::AwsElb => include_str!("model/AwsElb.json"),
        Service::AwsElbV2 => include_str!("model/AwsElbV2.json"),
        Service::AwsLogs => include_str!("model/AwsLogs.json"),
        Service::Kubernetes | Service::Prometheus => panic!("{service:?} has no model of botocore's"),
    };
    serde_json::from_str(text).unwrap()
}

/// Every service's, read once.
fn models() -> BTreeMap<Service, Model> {
    cases::modelled()
        .iter()
        .map(|case| case.service)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|it| (it, model(it)))
        .collect()
}

impl Model {
    fn shape(&self, name: &str) -> &Shape {
        &self.shapes[name]
    }

    fn is_json(&self) -> bool {
        self.metadata.protocol.ends_with("json")
    }
}

#[test]
fn the_model_holds_what_we_ask_for_and_nothing_else() {
    let mut asked = BTreeMap::<_, BTreeSet<_>>::new();
    for case in cases::modelled() {
        asked.entry(case.service).or_default().insert(case.operation.to_owned());
    }
    for (service, asked) in asked {
        assert_eq!(model(service).operations.into_keys().collect::<BTreeSet<_>>(), asked, "run model/slice.py");
    }
}
