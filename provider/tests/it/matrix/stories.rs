//! What a cluster is at first, and what becomes of it.

use serde_json::{Value, json};

use crate::cloud::REGION;

/// What is wanted before and after; null is no cluster.
pub(crate) struct Story {
    pub(crate) name: &'static str,
    pub(crate) before: Value,
    pub(crate) after: Value,
}

/// Access key of the provider, and its secret, which the sandbox holds it to.
pub(crate) use kgas_sandbox::{VERIFIED_KEY as KEY, VERIFIED_SECRET as SECRET};

/// The provider's configuration.
pub(crate) fn provider() -> Value {
    json!({ "owner": "tests/matrix", "aws": { "access_key": KEY, "secret_key": SECRET } })
}

/// All of them. A network of its own is made with the first and destroyed with the last; the others live in the account's, so
/// that there is less to look at.
///
/// * `subnets`: the account's.
pub(crate) fn stories(subnets: &Value) -> [Story; 5] {
    let home = at_home(subnets);
    [
        Story { name: "create", before: Value::Null, after: whole() },
        Story { name: "update", after: changed(&home), before: home.clone() },
        Story { name: "upgrade", after: upgraded(&home), before: home.clone() },
        Story { name: "rotate", after: rotated(&home), before: home },
        Story { name: "destroy", before: whole(), after: Value::Null },
    ]
}

fn principal(name: &str) -> String {
    format!("arn:aws:iam::210987654321:role/{name}")
}

/// A cluster with everything: a network of its own, roles, OIDC provider, pools, add-ons, principals.
pub(crate) fn whole() -> Value {
    json!({
        "name": "story",
        "location": REGION,
        "version": "1.33",
        "channel": "extended",
        "upgrade": { "max_minor_steps": 2 },
        "network": { "create": { "zones": 2, "nat": "single" } },
        "endpoint": { "public": true, "private": true, "allowed_cidrs": ["203.0.113.0/24"] },
        "logging": { "components": ["api"] },
        "identity": { "workload": true },
        "access": {
            "platform": { "principal": principal("platform"), "level": "admin" },
            "developers": { "principal": principal("developers"), "level": "edit", "namespaces": ["shop"] },
        },
        "addons": { "vpc-cni": {}, "coredns": {} },
        "node_pools": {
            "workers": { "machine_types": ["m7i.large"], "max": 3, "labels": { "colour": "blue" } },
        },
        "tags": { "story": "first" },
        "deletion": { "protected": false },
        "aws": {},
    })
}

/// The same cluster in the account's own network.
pub(crate) fn at_home(subnets: &Value) -> Value {
    let mut home = whole();
    home["network"] = json!({ "subnet_ids": subnets });
    home
}

/// The same cluster with something changed wherever it can change in place.
fn changed(before: &Value) -> Value {
    let mut after = before.clone();
    after["endpoint"]["allowed_cidrs"] = json!(["198.51.100.0/24"]);
    after["logging"]["components"] = json!(["api", "audit"]);
    after["encryption"] =
        json!({ "key_id": "arn:aws:kms:eu-west-1:123456789012:key/0a0b0c0d-0000-4000-8000-000000000001" });
    after["access"] = json!({
        "platform": { "principal": principal("platform"), "level": "view" },
        "auditors": { "principal": principal("auditors"), "level": "view" },
    });
    after["addons"] = json!({ "vpc-cni": { "values": "{\"env\":{}}" }, "metrics-server": {} });
    let pools = &mut after["node_pools"];
    pools["workers"]["surge"] = json!("2");
    pools["workers"]["labels"] = json!({ "colour": "green" });
    pools["workers"]["taints"] = json!([{ "key": "gpu", "effect": "NoSchedule" }]);
    pools["workers"]["max"] = json!(5);
    pools["more"] = json!({ "machine_types": ["m7i.large"], "disk_gb": 40 });
    after["tags"] = json!({ "story": "second" });
    after["deletion"]["protected"] = json!(true);
    after
}

/// The same cluster two minors up.
fn upgraded(before: &Value) -> Value {
    let mut after = before.clone();
    after["version"] = json!("1.35");
    after
}

/// The same cluster with a pool that has to be rotated.
fn rotated(before: &Value) -> Value {
    let mut after = before.clone();
    after["node_pools"] = json!({
        "workers": { "machine_types": ["m8g.large"], "max": 3, "labels": { "colour": "blue" }, "disk_gb": 100 },
    });
    after
}
