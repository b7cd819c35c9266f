//! A cluster that others made by other means is imported: their roles, their network, pools without our launch template, one
//! of them in a subnet and with an image of its own, a provider of tokens that nobody tagged, access by entries or by the
//! config map. With a configuration that says the same nothing is replaced, rotated or taken away, an upgrade goes
//! through, and a destroy takes the cluster alone.
use std::time::{Duration, Instant};

use kgas_acceptance::cloud::REGION;
use serde_json::{Value, json};

use super::scene::{ADDRESS, NAME, Scene};

/// How long roles and clusters of theirs are waited for.
const PATIENCE: Duration = Duration::from_mins(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// How a cluster looks up who may do what.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Entries,
    ConfigMap,
}

/// What others made.
struct Theirs {
    role: String,
    node_role: String,
    /// Two of the cluster, and a third one that a pool has for itself.
    subnets: [String; 3],
    /// Who made the cluster, where it takes entries.
    creator: Option<String>,
}

fn with_entries(scene: Scene) {
    is_taken_over(scene, Mode::Entries);
}

fn with_a_config_map(scene: Scene) {
    is_taken_over(scene, Mode::ConfigMap);
}

fn is_taken_over(mut scene: Scene, mode: Mode) {
    let (theirs, around) = make(&scene, mode);
    let (created, pools) = (scene.cluster()["createdAt"].clone(), arns(&scene));

    describe(&mut scene, &theirs);
    // Who imports a cluster of others may not be allowed to look for roles and networks of their own making.
    let denied = |service: &str, operation: &str| json!({ "fault": "access_denied", "service": service, "operation": operation });
    let denied = [denied("iam", "GetRole"), denied("ec2", "DescribeVpcs")];
    let _ = scene.cloud.tell_sandbox("faults", &json!({ "faults": denied })).unwrap();
    let _ = scene.work.import(ADDRESS, &Scene::id()).unwrap().expect_ok();
    let faults = scene.cloud.sandbox("faults").unwrap();
    assert!(faults["faults"].as_array().unwrap().iter().all(|fault| fault["fired"] == 1), "{faults}");
    let plan = scene.plan_replaces_nothing();
    assert!(!plan.contains("made anew"), "{plan}");
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!((&scene.cluster()["createdAt"], arns(&scene)), (&created, pools.clone()), "nothing was made anew");
    assert!(scene.cluster()["tags"]["kgas-owner"].is_string());

    scene.shape.version = "1.34";
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(arns(&scene), pools, "the pools were rolled in place");
    for pool in scene.pools() {
        assert_eq!((&pool["version"], &pool["launchTemplate"]), (&json!("1.34"), &Value::Null), "{pool}");
    }

    let _ = scene.work.destroy().unwrap().expect_ok();
    assert_eq!(scene.made(), around, "what others made around the cluster stays, and nothing of ours");
}

/// The pools' identities.
fn arns(scene: &Scene) -> Vec<Value> {
    scene.pools().iter().map(|pool| pool["nodegroupArn"].clone()).collect()
}

/// Looks again and again, for a minute.
#[track_caller]
fn patiently(what: &str, mut look: impl FnMut() -> Result<Value, Value>) -> Value {
    let started = Instant::now();
    loop {
        match look() {
            Ok(found) => return found,
            Err(answer) => assert!(started.elapsed() < PATIENCE, "{what}: {answer}"),
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
}

/// An operation that may be refused at first: a new role is not known everywhere at once.
#[track_caller]
fn insist(scene: &Scene, service: &str, operation: &str, parameters: &Value) -> Value {
    patiently(operation, || {
        let answer = scene.cloud.aws(service, operation, parameters).unwrap();
        if answer.get("Error").is_none() { Ok(answer) } else { Err(answer) }
    })
}

/// Looks until something is ACTIVE.
#[track_caller]
fn until_active(scene: &Scene, operation: &str, member: &str, parameters: &Value) -> Value {
    patiently(operation, || {
        let found = scene.aws(operation, parameters)[member].take();
        if found["status"] == "ACTIVE" { Ok(found) } else { Err(found) }
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

fn make_role(scene: &Scene, name: &str, service: &str, policies: &[&str]) -> String {
    let statement = json!({ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" });
    let trust = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
    let role = insist(scene, "iam", "create_role", &json!({ "RoleName": name, "AssumeRolePolicyDocument": trust }));
    for policy in policies {
        let attach = json!({ "RoleName": name, "PolicyArn": format!("arn:aws:iam::aws:policy/{policy}") });
        let _ = insist(scene, "iam", "attach_role_policy", &attach);
    }
    text(&role["Role"]["Arn"])
}

/// Everything of theirs, and what of it is left once the cluster is gone.
fn make(scene: &Scene, mode: Mode) -> (Theirs, Value) {
    let role = make_role(scene, "theirs-cluster", "eks.amazonaws.com", &["AmazonEKSClusterPolicy"]);
    let policies = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"];
    let node_role = make_role(scene, "theirs-nodes", "ec2.amazonaws.com", &policies);
    let vpc = insist(scene, "ec2", "create_vpc", &json!({ "CidrBlock": "10.50.0.0/16" }));
    let vpc = text(&vpc["Vpc"]["VpcId"]);
    let subnets = [("a", 0), ("b", 1), ("a", 2)].map(|(zone, part)| {
        let zone = format!("{REGION}{zone}");
        let asked = json!({ "VpcId": vpc, "CidrBlock": format!("10.50.{part}.0/24"), "AvailabilityZone": zone });
        text(&insist(scene, "ec2", "create_subnet", &asked)["Subnet"]["SubnetId"])
    });
    let mut around = scene.made();

    let authentication = if mode == Mode::Entries { "API" } else { "CONFIG_MAP" };
    let cluster = json!({
        "name": NAME, "version": "1.33", "roleArn": role, "tags": { "team": "theirs" },
        "resourcesVpcConfig": { "subnetIds": &subnets[..2], "endpointPublicAccess": true, "endpointPrivateAccess": true },
        "kubernetesNetworkConfig": { "serviceIpv4Cidr": "172.21.0.0/16" },
        "accessConfig": { "authenticationMode": authentication }, "upgradePolicy": { "supportType": "EXTENDED" },
    });
    let _ = insist(scene, "eks", "create_cluster", &cluster);
    let cluster = until_active(scene, "describe_cluster", "cluster", &json!({ "name": NAME }));
    let creator = (mode == Mode::Entries).then(|| {
        let entries = scene.aws("list_access_entries", &json!({ "clusterName": NAME }));
        text(&entries["accessEntries"][0])
    });
    let issuer = &cluster["identity"]["oidc"]["issuer"];
    let provider = json!({ "Url": issuer, "ClientIDList": ["sts.amazonaws.com"] });
    let provider = insist(scene, "iam", "create_open_id_connect_provider", &provider);
    around["oidc-provider"] = json!([provider["OpenIDConnectProviderArn"]]);

    let _ = scene.aws("create_addon", &json!({ "clusterName": NAME, "addonName": "vpc-cni" }));
    let pool = |name: &str, more: Value| {
        let mut asked = json!({
            "clusterName": NAME, "nodegroupName": name, "nodeRole": node_role, "instanceTypes": ["m7i.large"],
            "scalingConfig": { "minSize": 1, "maxSize": 2, "desiredSize": 1 },
        });
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let _ = insist(scene, "eks", "create_nodegroup", &asked);
        let named = json!({ "clusterName": NAME, "nodegroupName": name });
        let _ = until_active(scene, "describe_nodegroup", "nodegroup", &named);
    };
    pool("web", json!({ "subnets": [subnets[0]] }));
    pool("apps", json!({ "subnets": [subnets[2]], "amiType": "BOTTLEROCKET_x86_64", "diskSize": 30 }));
    (Theirs { role, node_role, subnets, creator }, around)
}

/// A configuration that says what is there.
fn describe(scene: &mut Scene, theirs: &Theirs) {
    let Theirs { role, node_role, subnets: [first, second, own], creator } = theirs;
    let access = creator.as_ref().map_or_else(
        || "null".to_owned(),
        |creator| format!(r#"{{ creator = {{ principal = "{creator}", level = "admin" }} }}"#),
    );
    let pools = format!(
        r#"{{
    web  = {{ machine_types = ["m7i.large"], min = 1, max = 2, disk_gb = 20 }}
    apps = {{
      machine_types = ["m7i.large"], min = 1, max = 2, disk_gb = 30
      subnet_ids    = ["{own}"]
      image         = "BOTTLEROCKET_x86_64"
    }}
  }}"#
    );
    scene
        .shape
        .set("network", format!(r#"{{ subnet_ids = ["{first}", "{second}"], service_cidr = "172.21.0.0/16" }}"#))
        .set("endpoint", r#"{ public = true, private = true, allowed_cidrs = ["0.0.0.0/0"] }"#)
        .set("logging", "{}")
        .set("access", access)
        .set("addons", "{ vpc-cni = {} }")
        .set("node_pools", pools)
        .set("tags", r#"{ team = "theirs" }"#)
        .set("aws", format!(r#"{{ role_arn = "{role}", node_role_arn = "{node_role}" }}"#));
    scene.write();
}

super::on!(with_entries, entries_terraform, Sandbox, Terraform);
super::on!(with_entries, entries_opentofu, Sandbox, OpenTofu);
super::on!(with_a_config_map, config_map_terraform, Sandbox, Terraform);
super::on!(with_a_config_map, config_map_opentofu, Sandbox, OpenTofu);
