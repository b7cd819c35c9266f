//! State machines by table: what is done, how long one waits, what is seen then.
use serde_json::{Value, json};

use crate::client::{Client, NODE_POLICY};

/// One line of a table.
enum Step {
    /// A call and the status of its answer.
    Do(&'static str, &'static str, Value, u16),
    /// Seconds.
    Wait(u64),
    /// A path, a member of its answer, and what that is.
    See(&'static str, &'static str, Value),
}
use Step::{Do, See, Wait};

fn run(client: &mut Client, steps: Vec<Step>) {
    for (line, step) in steps.into_iter().enumerate() {
        match step {
            Do(method, path, body, wanted) => {
                let (status, answer) = client.eks(method, path, &body);
                assert_eq!(status, wanted, "line {line}: {method} {path}: {answer}");
            }
            Wait(seconds) => client.wait(seconds),
            See(path, pointer, wanted) => {
                let (_, answer) = client.eks("GET", path, &Value::Null);
                assert_eq!(answer.pointer(pointer), Some(&wanted), "line {line}: {path}: {answer}");
            }
        }
    }
}

const CLUSTER: &str = "/clusters/prod";
const STATUS: &str = "/cluster/status";
const WORKERS: &str = "/clusters/prod/node-groups/workers";
const GROUP_STATUS: &str = "/nodegroup/status";

/// A cluster, and a node group's body whose role is known.
fn with_group(policy: &str) -> (Client, Value) {
    let mut client = Client::cluster();
    let role = client.role("node", "ec2.amazonaws.com", policy);
    client.wait(10);
    let group = json!({ "nodegroupName": "workers", "nodeRole": role, "subnets": client.subnets(),
        "scalingConfig": { "minSize": 1, "maxSize": 3, "desiredSize": 1 } });
    (client, group)
}

#[test]
fn an_update_shows_late_excludes_others_and_ends() {
    let private = json!({ "resourcesVpcConfig": { "endpointPrivateAccess": true } });
    let protect = json!({ "deletionProtection": true });
    let steps = vec![
        Do("POST", "/clusters/prod/update-config", private, 200),
        See(CLUSTER, STATUS, json!("ACTIVE")),
        Do("POST", "/clusters/prod/update-config", protect.clone(), 409),
        Do("POST", "/clusters/prod/updates", json!({ "version": "1.34" }), 409),
        Do("DELETE", CLUSTER, Value::Null, 409),
        Wait(3),
        See(CLUSTER, STATUS, json!("UPDATING")),
        See(CLUSTER, "/cluster/resourcesVpcConfig/endpointPrivateAccess", json!(false)),
        Wait(117),
        See(CLUSTER, STATUS, json!("ACTIVE")),
        See(CLUSTER, "/cluster/resourcesVpcConfig/endpointPrivateAccess", json!(true)),
        Do("POST", "/clusters/prod/update-config", protect.clone(), 200),
        Wait(120),
        Do("POST", "/clusters/prod/update-config", protect, 400),
        Do("DELETE", CLUSTER, Value::Null, 400),
    ];
    run(&mut Client::cluster(), steps);
}

#[test]
fn a_cluster_that_failed_is_deleted_though_it_is_protected() {
    let mut client = Client::cluster();
    let arn = "arn:aws:eks:eu-west-1:123456789012:cluster/prod";
    client.sandbox("POST", "drift", &json!({ "id": arn, "set": { "deletionProtection": true } }));
    run(&mut client, vec![Do("DELETE", CLUSTER, Value::Null, 400)]);
    client.sandbox("POST", "drift", &json!({ "id": arn, "set": { "status": "FAILED" } }));
    run(&mut client, vec![Do("DELETE", CLUSTER, Value::Null, 200)]);
}

#[test]
fn a_version_goes_up_by_one_with_no_node_group_behind() {
    let (mut client, group) = with_group(NODE_POLICY);
    let to = |version: &str| json!({ "version": version });
    let steps = vec![
        Do("POST", "/clusters/prod/node-groups", group, 200),
        Wait(200),
        Do("POST", "/clusters/prod/updates", to("1.33"), 400),
        Do("POST", "/clusters/prod/updates", to("1.32"), 400),
        Do("POST", "/clusters/prod/updates", to("1.35"), 400),
        Do("POST", "/clusters/prod/updates", to("1.34"), 200),
        Wait(480),
        See(CLUSTER, "/cluster/version", json!("1.34")),
        Do("POST", "/clusters/prod/updates", to("1.35"), 400),
        Do("POST", "/clusters/prod/node-groups/workers/update-version", json!({}), 200),
        Do("POST", "/clusters/prod/node-groups/workers/update-version", json!({}), 409),
        Wait(3),
        See(WORKERS, GROUP_STATUS, json!("UPDATING")),
        Wait(237),
        See(WORKERS, "/nodegroup/version", json!("1.34")),
        Do("POST", "/clusters/prod/node-groups/workers/update-version", to("1.33"), 400),
        Do("POST", "/clusters/prod/updates", to("1.35"), 200),
    ];
    run(&mut client, steps);
}

#[test]
fn nodes_that_cannot_join_fail_their_group() {
    let (mut client, group) = with_group("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
    let steps = vec![
        Do("POST", "/clusters/prod/node-groups", group, 200),
        Wait(119),
        See(WORKERS, GROUP_STATUS, json!("CREATING")),
        Wait(1),
        See(WORKERS, GROUP_STATUS, json!("CREATE_FAILED")),
        See(WORKERS, "/nodegroup/health/issues/0/code", json!("NodeCreationFailure")),
        Do("DELETE", WORKERS, Value::Null, 200),
        See(WORKERS, GROUP_STATUS, json!("DELETING")),
        Wait(150),
        Do("GET", WORKERS, Value::Null, 404),
        Do("DELETE", CLUSTER, Value::Null, 200),
    ];
    run(&mut client, steps);
}

#[test]
fn nodes_with_labels_that_are_not_theirs_to_set_do_not_join() {
    for (label, accepted, ends) in [
        ("eks.amazonaws.com/x", 400, None),
        ("node-role.kubernetes.io/web", 200, Some("CREATE_FAILED")),
        ("node.kubernetes.io/web", 200, Some("ACTIVE")),
        ("team", 200, Some("ACTIVE")),
    ] {
        let (mut client, mut group) = with_group(NODE_POLICY);
        group["labels"] = json!({ label: "a" });
        run(&mut client, vec![Do("POST", "/clusters/prod/node-groups", group, accepted), Wait(120)]);
        if let Some(status) = ends {
            run(&mut client, vec![See(WORKERS, GROUP_STATUS, json!(status))]);
        }
    }
}

#[test]
fn an_add_on_that_needs_nodes_is_degraded_without_them() {
    let (mut client, group) = with_group(NODE_POLICY);
    let (coredns, status) = ("/clusters/prod/addons/coredns", "/addon/status");
    let steps = vec![
        Do("POST", "/clusters/prod/addons", json!({ "addonName": "coredns" }), 200),
        Do("POST", "/clusters/prod/addons", json!({ "addonName": "vpc-cni" }), 200),
        See(coredns, status, json!("CREATING")),
        Wait(45),
        See(coredns, status, json!("DEGRADED")),
        See(coredns, "/addon/health/issues/0/code", json!("InsufficientNumberOfReplicas")),
        See("/clusters/prod/addons/vpc-cni", status, json!("ACTIVE")),
        Do("POST", "/clusters/prod/node-groups", group, 200),
        Wait(120),
        See(WORKERS, GROUP_STATUS, json!("ACTIVE")),
        See(coredns, status, json!("DEGRADED")),
        Wait(45),
        See(coredns, status, json!("ACTIVE")),
        Do("DELETE", WORKERS, Value::Null, 200),
        Wait(195),
        See(coredns, status, json!("DEGRADED")),
        Do("DELETE", coredns, Value::Null, 200),
        See(coredns, status, json!("DELETING")),
        Wait(23),
        Do("GET", coredns, Value::Null, 404),
    ];
    run(&mut client, steps);
}

#[test]
fn an_add_on_that_is_there_already_is_overwritten_only_when_asked() {
    let (proxy, status) = ("/clusters/prod/addons/kube-proxy", "/addon/status");
    let mut wanted = json!({ "addonName": "kube-proxy", "configurationValues": "{\"mode\": \"ipvs\"}" });
    let kept = wanted.clone();
    wanted["resolveConflicts"] = json!("OVERWRITE");
    let steps = vec![
        Do("POST", "/clusters/prod/addons", kept, 200),
        Wait(45),
        See(proxy, status, json!("CREATE_FAILED")),
        See(proxy, "/addon/health/issues/0/code", json!("ConfigurationConflict")),
        Do("POST", "/clusters/prod/addons", wanted.clone(), 200),
        Wait(45),
        See(proxy, status, json!("ACTIVE")),
        Do("POST", "/clusters/prod/addons", wanted, 409),
    ];
    run(&mut Client::cluster(), steps);
}

#[test]
fn an_add_on_keeps_its_settings_when_they_are_not_named_again_and_loses_its_role() {
    let mut client = Client::cluster();
    let role = client.role("dns", "ec2.amazonaws.com", NODE_POLICY);
    client.wait(15);
    let wanted = json!({ "addonName": "vpc-cni", "serviceAccountRoleArn": role, "configurationValues": "{\"a\":1}",
        "resolveConflicts": "OVERWRITE" });
    let (cni, update) = ("/clusters/prod/addons/vpc-cni", "/clusters/prod/addons/vpc-cni/update");
    let steps = vec![
        Do("POST", "/clusters/prod/addons", wanted, 200),
        Wait(45),
        See(cni, "/addon/serviceAccountRoleArn", json!(role)),
        Do("POST", update, json!({ "serviceAccountRoleArn": "" }), 400),
        Do("POST", update, json!({}), 200),
        Wait(45),
        See(cni, "/addon/configurationValues", json!("{\"a\":1}")),
    ];
    run(&mut client, steps);
    let (_, answer) = client.eks("GET", cni, &Value::Null);
    assert_eq!(answer.pointer("/addon/serviceAccountRoleArn"), None, "{answer}");
}

#[test]
fn access_entries_need_the_api_and_the_mode_goes_one_way() {
    let mode = |mode: &str| json!({ "accessConfig": { "authenticationMode": mode } });
    let entry = json!({ "principalArn": "arn:aws:iam::123456789012:user/someone" });
    let steps = vec![
        Do("GET", "/clusters/prod/access-entries", Value::Null, 400),
        Do("POST", "/clusters/prod/access-entries", entry.clone(), 400),
        Do("POST", "/clusters/prod/update-config", mode("API"), 400),
        Do("POST", "/clusters/prod/update-config", mode("API_AND_CONFIG_MAP"), 200),
        Wait(120),
        Do("POST", "/clusters/prod/access-entries", entry.clone(), 200),
        Do("POST", "/clusters/prod/access-entries", entry, 409),
        Do("POST", "/clusters/prod/update-config", mode("API"), 200),
        Wait(120),
        Do("POST", "/clusters/prod/update-config", mode("CONFIG_MAP"), 400),
    ];
    run(&mut Client::cluster(), steps);
}

#[test]
fn entries_of_nodes_have_no_policies() {
    const ENTRIES: &str = "/clusters/prod/access-entries";
    let (mut client, group) = with_group(NODE_POLICY);
    let api = json!({ "accessConfig": { "authenticationMode": "API_AND_CONFIG_MAP" } });
    let node = "/clusters/prod/access-entries/arn:aws:iam::123456789012:role%2Fnode/access-policies";
    let person = "/clusters/prod/access-entries/arn:aws:iam::123456789012:user%2Fsomeone/access-policies";
    let steps = vec![
        Do("POST", "/clusters/prod/update-config", api, 200),
        Wait(120),
        Do("POST", "/clusters/prod/node-groups", group, 200),
        Wait(120),
        Do("POST", ENTRIES, json!({ "principalArn": "arn:aws:iam::123456789012:user/someone" }), 200),
        Do("GET", person, Value::Null, 200),
        Do("GET", node, Value::Null, 400),
    ];
    run(&mut client, steps);
}

#[test]
fn one_kind_of_change_in_one_call() {
    let kinds = [
        json!({ "resourcesVpcConfig": { "endpointPrivateAccess": true } }),
        json!({ "logging": { "clusterLogging": [{ "types": ["api"], "enabled": true }] } }),
        json!({ "accessConfig": { "authenticationMode": "API_AND_CONFIG_MAP" } }),
        json!({ "upgradePolicy": { "supportType": "STANDARD" } }),
        json!({ "zonalShiftConfig": { "enabled": true } }),
        json!({ "deletionProtection": true }),
        json!({ "controlPlaneScalingConfig": { "tier": "tier-xl" } }),
        json!({ "computeConfig": { "enabled": true }, "storageConfig": { "blockStorage": { "enabled": true } } }),
    ];
    for (place, one) in kinds.iter().enumerate() {
        for other in &kinds[place + 1..] {
            let mut both = one.clone();
            both.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
            let (status, answer) = Client::cluster().eks("POST", "/clusters/prod/update-config", &both);
            assert_eq!((status, answer["message"].as_str().unwrap()), (400, "Only one type of update can be allowed."));
        }
        assert_eq!(Client::cluster().eks("POST", "/clusters/prod/update-config", one).0, 200, "{one}");
    }
}

#[test]
fn services_have_private_addresses_that_no_machine_has() {
    for (cidr, accepted) in [
        ("10.100.0.0/16", 200),
        ("100.64.0.0/16", 400),
        ("10.0.0.0/8", 400),
        ("10.0.0.0/25", 400),
        ("172.31.0.0/20", 400),
    ] {
        let mut client = Client::new();
        let mut wanted = client.wanted();
        client.wait(15);
        wanted["kubernetesNetworkConfig"] = json!({ "serviceIpv4Cidr": cidr });
        let (status, answer) = client.eks("POST", "/clusters", &wanted);
        assert_eq!(status, accepted, "{cidr}: {answer}");
    }
}

#[test]
fn a_launch_template_has_a_name_that_ec2_takes() {
    let long = "a".repeat(129);
    for (name, accepted) in [("prod-workers-1", 200), ("web pool", 400), ("ab", 400), (long.as_str(), 400)] {
        let name = name.replace(' ', "%20");
        let asked =
            format!("Action=CreateLaunchTemplate&LaunchTemplateName={name}&LaunchTemplateData.InstanceType=m7i.large");
        assert_eq!(Client::new().ec2(&asked).0, accepted, "{name}");
    }
}

#[test]
fn a_zone_without_eks_is_refused() {
    let mut client = Client::new();
    let mut wanted = client.wanted();
    client.wait(15);
    let subnet = client.subnets().remove(0);
    client.sandbox("POST", "drift", &json!({ "id": subnet, "set": { "availabilityZoneId": "use1-az3" } }));
    let (status, answer) = client.eks("POST", "/clusters", &wanted);
    assert_eq!(status, 400, "{answer}");
    assert!(answer["message"].as_str().unwrap().contains("does not support Amazon EKS"), "{answer}");
    wanted["resourcesVpcConfig"]["subnetIds"].as_array_mut().unwrap().retain(|id| *id != subnet.as_str());
    assert_eq!(client.eks("POST", "/clusters", &wanted).0, 200);
}

#[test]
fn what_is_not_played_is_refused_by_name() {
    let mut client = Client::cluster();
    for (path, body, name) in [
        ("/clusters/prod/update-config", json!({ "deletionProtect": true }), "deletionProtect"),
        ("/clusters/prod/node-groups", json!({ "scalingConfig": { "desired": 1 } }), "scalingConfig.desired"),
        ("/clusters/prod/node-groups", json!({ "taints": [{ "keys": "a" }] }), "taints.keys"),
    ] {
        let (status, answer) = client.eks("POST", path, &body);
        assert_eq!(status, 400);
        assert!(answer["message"].as_str().unwrap().contains(&format!("the parameter {name} of")), "{answer}");
    }
    let (status, answer) = client.ec2("Action=CreateVpc&CidrBlock=10.0.0.0/16&Cidr=1");
    assert_eq!((status, answer.contains("UnknownParameter")), (400, true));
}
