//! What workloads made is still there when the cluster goes: it is named and never touched. In a network of ours it is in the
//! way until somebody deletes it; what is in nobody's way is told when everything of ours is gone.
//!
//! Only the sandbox has controllers that make things.
use kgas_acceptance::cloud::REGION;
use serde_json::{Value, json};

use super::scene::{NAME, Scene};

fn tells_what_is_left(mut scene: Scene) {
    let _ = scene.apply();
    let left = scene.cloud.tell_sandbox("drift", &json!({ "leak": NAME, "region": REGION })).unwrap()["ids"].clone();
    let left: Vec<_> = left.as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let one = |start: &str| *left.iter().find(|id| id.starts_with(start)).unwrap();
    // In messages a load balancer has its name; that of a classic one is 32 characters.
    let balancer = one("arn:").split('/').nth(2).unwrap();
    let classic = left.iter().find(|id| id.len() == 32).unwrap();

    let ended = scene.work.destroy().unwrap();
    assert!(!ended.ok(), "the network cannot go: {}", ended.words());
    let said = ended.unframed();
    assert!(said.contains("Leftovers keep the network from being deleted"), "{said}");
    for part in [
        format!("network interface {}", one("eni-")),
        format!("security group {}", one("sg-")),
        format!(" load balancer {balancer}"),
        format!("classic load balancer {classic}"),
    ] {
        assert!(said.contains(&part), "{part}: {said}");
    }
    assert_eq!(still_there(&scene, &left), left.len(), "nothing without our tag is deleted");

    for object in objects(&scene) {
        let in_the_way =
            ["load-balancer", "network-interface", "security-group"].contains(&object["kind"].as_str().unwrap());
        if in_the_way && object["default"] == false {
            let _ = scene.cloud.tell_sandbox("drift", &json!({ "id": object["id"], "remove": true })).unwrap();
        }
    }
    let denied =
        json!({ "fault": "access_denied", "operation": "DescribeLoadBalancers", "service": "elbv2", "times": 100 });
    let _ = scene.cloud.tell_sandbox("faults", &json!({ "faults": [denied] })).unwrap();
    let said = scene.work.destroy().unwrap().expect_ok().unframed();
    for part in [
        "The cluster left things behind".to_owned(),
        format!("may cost money: disk {}.", one("vol-")),
        format!("is kept: log group /aws/eks/{NAME}/cluster."),
        "could not look for load balancers: ELBv2 DescribeLoadBalancers: AccessDenied: ".to_owned(),
    ] {
        assert!(said.contains(&part), "{part}: {said}");
    }
    assert!(!said.contains("could not look for classic"), "{said}");
    let fired = scene.cloud.sandbox("faults").unwrap();
    assert_eq!(fired["faults"][0]["fired"], 1, "what is not permitted is asked for once: {fired}");
    assert_eq!(still_there(&scene, &left), 2, "disk and log group");
    assert_eq!((scene.state(), scene.made()), (Value::Null, json!({})));
}

fn objects(scene: &Scene) -> Vec<Value> {
    scene.cloud.sandbox("inventory").unwrap()["objects"].as_array().unwrap().clone()
}

fn still_there(scene: &Scene, ids: &[&str]) -> usize {
    let objects = objects(scene);
    ids.iter().filter(|id| objects.iter().any(|object| object["id"] == **id)).count()
}

super::on_the_sandbox!(tells_what_is_left);
