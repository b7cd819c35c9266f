//! A tag that leaves the configuration leaves everything it was put on, and somebody else's tags stay.
//!
//! Only the sandbox has everything that carries tags.
use serde_json::{Value, json};

use super::scene::{NAME, Scene};

fn leave_with_the_configuration(mut scene: Scene) {
    scene.shape.more_tags = r#", leaving = "soon""#;
    let _ = scene.apply();
    let with_tag = tagged(&scene);
    for what in ["vpcs", "subnets", "route tables", "internet gateways", "launch templates", "roles", "providers"] {
        assert_ne!(with_tag[what], json!(0), "{with_tag}");
    }
    assert_ne!((&with_tag["clusters"], &with_tag["node groups"]), (&json!(0), &json!(0)), "{with_tag}");
    let vpc = described(&scene, "ec2", "describe_vpcs", "Vpcs")[0]["VpcId"].clone();
    let stranger = json!({ "Resources": [vpc], "Tags": [{ "Key": "stranger", "Value": "here" }] });
    let _ = scene.cloud.aws("ec2", "create_tags", &stranger).unwrap();

    scene.shape.more_tags = "";
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    let left: Vec<_> =
        tagged(&scene).as_object().unwrap().values().filter(|count| **count != json!(0)).cloned().collect();
    assert_eq!(left, [] as [Value; 0], "{}", tagged(&scene));
    let vpc = described(&scene, "ec2", "describe_vpcs", "Vpcs");
    assert!(has_tag(&vpc[0]["Tags"], "stranger") && has_tag(&vpc[0]["Tags"], "story"), "{vpc:?}");
    scene.destroy();
}

/// How many things of each kind carry the tag that leaves.
fn tagged(scene: &Scene) -> Value {
    let ec2 = |operation, member| {
        let all = described(scene, "ec2", operation, member);
        all.iter().filter(|one| has_tag(&one["Tags"], "leaving")).count()
    };
    let roles = described(scene, "iam", "list_roles", "Roles");
    let role = |role: &&Value| {
        let asked = json!({ "RoleName": role["RoleName"] });
        has_tag(&scene.cloud.aws("iam", "list_role_tags", &asked).unwrap()["Tags"], "leaving")
    };
    let providers = described(scene, "iam", "list_open_id_connect_providers", "OpenIDConnectProviderList");
    let provider = |provider: &&Value| {
        let asked = json!({ "OpenIDConnectProviderArn": provider["Arn"] });
        has_tag(&scene.cloud.aws("iam", "get_open_id_connect_provider", &asked).unwrap()["Tags"], "leaving")
    };
    let mapped = |tags: &Value| tags.get("leaving").is_some();
    json!({
        "vpcs": ec2("describe_vpcs", "Vpcs"),
        "subnets": ec2("describe_subnets", "Subnets"),
        "route tables": ec2("describe_route_tables", "RouteTables"),
        "internet gateways": ec2("describe_internet_gateways", "InternetGateways"),
        "launch templates": ec2("describe_launch_templates", "LaunchTemplates"),
        "roles": roles.iter().filter(role).count(),
        "providers": providers.iter().filter(provider).count(),
        "clusters": usize::from(mapped(&scene.cluster()["tags"])),
        "node groups": scene.pools().iter().filter(|pool| mapped(&pool["tags"])).count(),
        "add-ons": addons(scene).iter().filter(|addon| mapped(&addon["tags"])).count(),
    })
}

fn addons(scene: &Scene) -> Vec<Value> {
    let names = scene.aws("list_addons", &json!({ "clusterName": NAME }));
    let describe = |name: &Value| scene.aws("describe_addon", &json!({ "clusterName": NAME, "addonName": name }));
    names["addons"].as_array().unwrap().iter().map(|name| describe(name)["addon"].clone()).collect()
}

/// What carries the story's tag, or everything where there are no tags to ask by.
fn described(scene: &Scene, service: &str, operation: &str, member: &str) -> Vec<Value> {
    let ours = json!({ "Filters": [{ "Name": "tag:story", "Values": ["first"] }] });
    let asked = if service == "ec2" { ours } else { json!({}) };
    scene.cloud.aws(service, operation, &asked).unwrap()[member].as_array().unwrap().clone()
}

fn has_tag(tags: &Value, key: &str) -> bool {
    tags.as_array().is_some_and(|tags| tags.iter().any(|tag| tag["Key"] == key))
}

super::on_the_sandbox!(leave_with_the_configuration);
