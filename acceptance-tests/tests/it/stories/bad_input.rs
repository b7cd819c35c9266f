//! What a newcomer types wrong is told by `validate` in words that help, with the attribute that is wrong; no cloud is asked.
use kgas_acceptance::cli::Program;
use kgas_acceptance::cloud::Kind;
use serde_json::Value;

use super::scene::Scene;
use super::shape::Shape;

/// An attribute of the cluster, what is wrongly written there, where the error is, and its words.
const CLUSTER: [(&str, &str, &str, &str); 21] = [
    ("name", r#""-first""#, "name", "AWS refuses the name"),
    ("version", r#""v1.34""#, "version", "a Kubernetes minor version such as `1.34`"),
    ("version", r#""1.34.2""#, "version", "a Kubernetes minor version such as `1.34`"),
    ("channel", r#""fast""#, "channel", "stable"),
    ("channel", r#""rapid""#, "channel", "AWS has no channel"),
    ("network", "{}", "network", "Neither `subnet_ids` nor `create` is there"),
    (
        "network",
        r#"{ create = {}, subnet_ids = ["subnet-1", "subnet-2"] }"#,
        "network",
        "Both `subnet_ids` and `create` are there",
    ),
    ("network", r#"{ subnet_ids = ["subnet-1"] }"#, "network.subnet_ids", "needs at least 2 subnets"),
    ("network", r#"{ create = { cidr = "10.0.0.0/8" } }"#, "network.create.cidr", "an IPv4 network from /16 to /24"),
    ("endpoint", "{ public = true }", "endpoint.allowed_cidrs", "write out \"0.0.0.0/0\""),
    (
        "endpoint",
        r#"{ public = true, allowed_cidrs = ["203.0.113.7"] }"#,
        "endpoint.allowed_cidrs",
        "not a network in CIDR notation",
    ),
    ("endpoint", "{ private = false }", "endpoint", "With both endpoints off nobody"),
    ("logging", r#"{ components = ["apiserver"] }"#, "logging.components[*]", "controller_manager"),
    (
        "node_pools",
        r#"{ workers = { machine_types = ["m7i.large"], min = 5, max = 3 } }"#,
        r#"node_pools["workers"].min"#,
        "min is 5 and max is 3",
    ),
    (
        "node_pools",
        r#"{ workers = { machine_types = ["m7i.large", "m7g.large"] } }"#,
        r#"node_pools["workers"].machine_types"#,
        "Architectures are mixed",
    ),
    ("node_pools", "{ workers = { machine_types = [] } }", r#"node_pools["workers"].machine_types"#, "1 to 20"),
    (
        "addons",
        "{ core-dns = {} }",
        r#"addons["core-dns"]"#,
        "\"core-dns\" is not an add-on of AWS that this provider knows",
    ),
    ("addons", r#"{ coredns = { values = "replicas: 2" } }"#, r#"addons["coredns"].values"#, "a JSON object"),
    (
        "access",
        r#"{ me = { principal = "arn:aws:iam::1:role/me", level = "root" } }"#,
        r#"access["me"].level"#,
        "admin",
    ),
    ("aws", "null", "aws", "The cloud of a cluster is chosen by which of its blocks is there"),
    ("timeouts", r#"{ create = "soon" }"#, "timeouts.create", "90s"),
];

/// What is wrongly written in the provider block, where the error is, and its words.
const PROVIDER: [(&str, &str, &str); 3] = [
    ("aws = {}", "provider", "owner"),
    ("owner = \"a\"\n  aws = { access_key = \"AKIA\" }", "aws.secret_key", "Half an access key"),
    (
        "owner = \"a\"\n  aws = { endpoints = { s3 = \"http://127.0.0.1:1\" } }",
        "aws.endpoints[\"s3\"]",
        "\"s3\" is not a service that the provider calls: eks, iam, ec2, sts, kms",
    ),
];

/// Diagnostics of `validate -json`: where, and the words. An attribute is told by its line; what is inside of one is told by
/// its path, because Terraform points at the whole resource then.
fn told(validated: &str) -> Vec<(String, String)> {
    let validated: Value = serde_json::from_str(validated).unwrap();
    let diagnostic = |one: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (summary, detail) = (text(&one["summary"]), text(&one["detail"]));
        let line = text(&one["snippet"]["code"]);
        let (at, detail) = match detail.strip_prefix("At ").and_then(|detail| detail.split_once(": ")) {
            Some((path, detail)) => (path.to_owned(), detail),
            None => (line.split_whitespace().next().unwrap_or_default().to_owned(), detail.as_str()),
        };
        (at, format!("{summary}. {detail}"))
    };
    validated["diagnostics"].as_array().unwrap().iter().map(diagnostic).collect()
}

fn is_told(program: Program) {
    let mut work = Scene::folder(program);
    let mut validate = |shape: &Shape| {
        work.module("main.tf", &shape.module("http://127.0.0.1:1")).unwrap();
        told(&work.run(&["validate", "-json"]).unwrap().stdout)
    };
    let mut right = Shape::on(Kind::Sandbox);
    right.set("network", "{ create = {} }");
    let clusters = CLUSTER.map(|(attribute, hcl, path, words)| {
        let mut shape = right.clone();
        shape.set(attribute, hcl);
        (shape, path, words)
    });
    let providers = PROVIDER.map(|(provider, path, words)| {
        let mut shape = right.clone();
        shape.provider = Some(provider);
        (shape, path, words)
    });
    let mut missed = Vec::new();
    for (wrong, path, words) in clusters.into_iter().chain(providers) {
        let told = validate(&wrong);
        if !told.iter().any(|(at, said)| at == path && said.contains(words)) {
            missed.push((path, words, told));
        }
    }
    assert!(missed.is_empty(), "where, what was expected there, and what was said instead: {missed:#?}");
    // That the provider is a built one is told at no line.
    let told = validate(&right);
    assert!(told.iter().all(|(at, _)| at.is_empty()), "{told:#?}");
}

#[test]
fn terraform() {
    is_told(Program::Terraform);
}

#[test]
fn opentofu() {
    is_told(Program::OpenTofu);
}
