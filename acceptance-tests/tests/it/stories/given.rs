//! Subnets, security groups and roles that others made: the cluster lives in them, and they outlive it untouched.
use kgas_acceptance::cloud::Feature;
use serde_json::{Value, json};

use super::scene::Scene;
use super::shape::Shape;

/// What was made beforehand, by boto3.
#[derive(Debug)]
pub(super) struct Given {
    subnets: Vec<Value>,
    group: Value,
    control_plane: Value,
    nodes: Value,
}

impl Given {
    pub(super) fn new(scene: &Scene) -> Self {
        let vpc = scene.call("ec2", "create_vpc", &json!({ "CidrBlock": "10.7.0.0/16" }))["Vpc"]["VpcId"].clone();
        let_it_show(scene);
        let subnet = |(zone, cidr): (&str, &str)| {
            let asked = json!({ "VpcId": vpc, "AvailabilityZone": zone, "CidrBlock": cidr });
            scene.call("ec2", "create_subnet", &asked)["Subnet"]["SubnetId"].clone()
        };
        let subnets = [("eu-west-1a", "10.7.1.0/24"), ("eu-west-1b", "10.7.2.0/24")].map(subnet).to_vec();
        let asked = json!({ "GroupName": "given", "Description": "made beforehand", "VpcId": vpc });
        let group = scene.call("ec2", "create_security_group", &asked)["GroupId"].clone();
        let nodes = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"];
        let given = Self {
            subnets,
            group,
            control_plane: role(scene, "given-control-plane", "eks", &["AmazonEKSClusterPolicy"]),
            nodes: role(scene, "given-nodes", "ec2", &nodes),
        };
        let_it_show(scene);
        given
    }

    pub(super) fn write_into(&self, shape: &mut Shape) {
        let Self { subnets, group, control_plane, nodes } = self;
        let subnets = json!(subnets);
        shape.set("network", format!("{{ subnet_ids = {subnets}, security_group_ids = [{group}] }}"));
        shape.set("aws", format!("{{ role_arn = {control_plane}, node_role_arn = {nodes} }}"));
    }

    /// Everything that AWS says of them.
    fn described(&self, scene: &Scene) -> Vec<Value> {
        let role = |name: &str| {
            let policies = scene.call("iam", "list_attached_role_policies", &json!({ "RoleName": name }));
            [
                scene.call("iam", "get_role", &json!({ "RoleName": name }))["Role"].clone(),
                policies["AttachedPolicies"].clone(),
            ]
        };
        let mut subnets =
            scene.call("ec2", "describe_subnets", &json!({ "SubnetIds": self.subnets }))["Subnets"].clone();
        for subnet in subnets.as_array_mut().unwrap() {
            // Addresses are lent to what is in it.
            subnet["AvailableIpAddressCount"].take();
        }
        let groups = scene.call("ec2", "describe_security_groups", &json!({ "GroupIds": [self.group] }));
        [vec![subnets, groups["SecurityGroups"].clone()], [role("given-control-plane"), role("given-nodes")].concat()]
            .concat()
    }
}

/// As on AWS, who asks at once for what was made may be told that there is none.
fn let_it_show(scene: &Scene) {
    if scene.has(Feature::Faults) {
        let _ = scene.cloud.tell_sandbox("advance", &json!({ "seconds": 10 })).unwrap();
    }
}

fn role(scene: &Scene, name: &str, service: &str, policies: &[&str]) -> Value {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": format!("{service}.amazonaws.com") },
    }] });
    let asked = json!({ "RoleName": name, "AssumeRolePolicyDocument": trust.to_string() });
    let made = scene.call("iam", "create_role", &asked);
    for policy in policies {
        let arn = format!("arn:aws:iam::aws:policy/{policy}");
        scene.call("iam", "attach_role_policy", &json!({ "RoleName": name, "PolicyArn": arn }));
    }
    made["Role"]["Arn"].clone()
}

fn outlive_the_cluster(mut scene: Scene) {
    let given = Given::new(&scene);
    scene.keep_what_is_there();
    let before = given.described(&scene);
    given.write_into(&mut scene.shape);
    let _ = scene.apply();
    scene.plan_is_empty();

    let cluster = scene.cluster();
    assert_eq!(cluster["roleArn"], given.control_plane);
    assert_eq!(cluster["resourcesVpcConfig"]["securityGroupIds"], json!([given.group]));
    let mut subnets = cluster["resourcesVpcConfig"]["subnetIds"].as_array().unwrap().clone();
    subnets.sort_by_key(Value::to_string);
    let mut wanted = given.subnets.clone();
    wanted.sort_by_key(Value::to_string);
    assert_eq!(subnets, wanted);
    assert_eq!(scene.pools()[0]["nodeRole"], given.nodes);
    let counts = scene.counts();
    assert_eq!((&counts["role"], &counts["subnet"], &counts["vpc"]), (&Value::Null, &Value::Null, &Value::Null));

    scene.destroy();
    assert_eq!(given.described(&scene), before);
}

super::on_every_cloud!(outlive_the_cluster);
