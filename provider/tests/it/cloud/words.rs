//! Requests as the tests read and write them.

use bytes::Bytes;
use http::Request;
use kgas_sandbox::{Moment, World, handle};
use serde_json::{Value, json};

use super::{Fault, kubernetes};

/// The region that everything happens in.
pub(crate) const REGION: &str = "eu-west-1";

/// How long a throttled caller is asked to wait, in seconds.
const REST: u64 = 7;

/// Words in EKS's paths that are not names.
const PARTS: [&str; 12] = [
    "clusters",
    "node-groups",
    "addons",
    "access-entries",
    "access-policies",
    "updates",
    "update",
    "update-config",
    "update-version",
    "encryption-config",
    "associate",
    "tags",
];

/// What a request asks for.
pub(super) struct Asked {
    pub(super) service: String,
    pub(super) reads: bool,
    pub(super) write: Write,
}

/// A write, without what differs from one run to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Write {
    /// `CreateVpc`, or `POST /clusters/_/addons`.
    pub(crate) operation: String,
    whole: String,
}

impl Asked {
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        if let Some(asked) = kubernetes::asked(request) {
            return asked;
        }
        let host = request.uri().host().unwrap_or_default();
        let service = host.split('.').next().unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(request.body());
        let action = body.split('&').find_map(|pair| pair.strip_prefix("Action="));
        let write = |operation: String, reads: bool| {
            let whole = if reads { String::new() } else { masked(&format!("{} {body}", request.uri().path())) };
            Write { operation, whole }
        };
        if let Some(action) = action {
            let reads = ["Describe", "List", "Get"].iter().any(|verb| action.starts_with(verb));
            return Self { service, reads, write: write(action.to_owned(), reads) };
        }
        // Insights are listed by a POST, for their filter; of KMS only DescribeKey is called.
        let lists = request.uri().path().ends_with("/insights") || request.headers().contains_key("x-amz-target");
        let reads = request.method() == "GET" || lists;
        let parts = request
            .uri()
            .path()
            .split('/')
            .map(|part| if part.is_empty() || PARTS.contains(&part) { part } else { "_" });
        let path = parts.collect::<Vec<_>>().join("/");
        Self { service, reads, write: write(format!("{} {path}", request.method()), reads) }
    }

    pub(super) fn is_for_kubernetes(&self) -> bool {
        self.service == kubernetes::SERVICE
    }
}

impl Write {
    /// A write that is known by its operation alone.
    pub(super) fn of(operation: String) -> Self {
        Self { operation, whole: String::new() }
    }
}

/// The text without identifiers: runs of more than ten hexadecimal digits and dashes, which a date has.
pub(crate) fn masked(text: &str) -> String {
    let (mut masked, mut run) = (String::new(), String::new());
    for character in text.chars().chain(['\n']) {
        if matches!(character, '0'..='9' | 'a'..='f' | '-') {
            run.push(character);
            continue;
        }
        masked.push_str(if run.len() <= 10 { &run } else { "*" });
        run.clear();
        masked.push(character);
    }
    masked.pop();
    masked
}

/// A request to the sandbox itself.
pub(super) fn sandbox(world: &mut World, now: Moment, method: &str, what: &str, body: &Value) -> Value {
    let request = Request::builder().method(method).uri(format!("/_sandbox/{what}"));
    let response = handle(world, &request.body(Bytes::from(body.to_string())).unwrap(), now);
    let answer = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(response.status(), 200, "{what}: {answer}");
    answer
}

/// Lets the next call fail.
pub(super) fn plan_fault(world: &mut World, now: Moment, fault: Fault) {
    let plan = match fault {
        Fault::Throttled => json!({ "fault": "throttle", "operation": "*", "retry_after": REST }),
        _ => json!({ "fault": "conflict", "operation": "*" }),
    };
    sandbox(world, now, "DELETE", "faults", &Value::Null);
    sandbox(world, now, "POST", "faults", &json!({ "faults": [plan] }));
}

/// Makes what others own: by name, by kind and by tag close to what the provider makes.
pub(super) fn strangers(world: &mut World, now: Moment) {
    let tagged = |kind: &str| {
        format!(
            "TagSpecification.1.ResourceType={kind}&TagSpecification.1.Tag.1.Key=kgas-owner\
             &TagSpecification.1.Tag.1.Value=someone-else"
        )
    };
    let ec2 = [
        format!("Action=CreateVpc&CidrBlock=10.0.0.0/16&{}", tagged("vpc")),
        format!("Action=CreateInternetGateway&{}", tagged("internet-gateway")),
        format!("Action=AllocateAddress&Domain=vpc&{}", tagged("elastic-ip")),
        "Action=CreateVpc&CidrBlock=10.0.0.0/16".to_owned(),
    ];
    let trust =
        r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let role = format!("Action=CreateRole&RoleName=story-cluster&AssumeRolePolicyDocument={trust}");
    let calls =
        ec2.iter().map(|call| ("ec2", "2016-11-15", call.as_str())).chain([("iam", "2010-05-08", role.as_str())]);
    for (service, version, call) in calls {
        let scope = format!("Credential=AKIASTRANGER/20261101/{REGION}/{service}/aws4_request, SignedHeaders=host");
        let request = Request::builder().method("POST").uri("/");
        let request = request.header("authorization", format!("AWS4-HMAC-SHA256 {scope}, Signature=0"));
        let body = Bytes::from(format!("Version={version}&{call}"));
        let answer = handle(world, &request.body(body).unwrap(), now);
        assert_eq!(answer.status(), 200, "{call}: {:?}", answer.body());
    }
}
