//! Who may not look does not learn that nothing is there: a plan without the permission fails, the state stays as it is, and
//! with the permission nothing is to do.
//!
//! Only the sandbox takes permissions away on demand.
use serde_json::json;

use super::scene::Scene;

fn forgets_nothing(mut scene: Scene) {
    let _ = scene.apply();
    let before = scene.state();
    for (service, operation) in
        [("eks", "DescribeCluster"), ("eks", "ListNodegroups"), ("ec2", "DescribeVpcs"), ("iam", "GetRole")]
    {
        let denied = json!({ "fault": "access_denied", "service": service, "operation": operation });
        let _ = scene.cloud.tell_sandbox("faults", &json!({ "faults": [denied] })).unwrap();
        let ended = scene.work.plan().unwrap();
        assert_eq!(ended.code(), Some(1), "{operation}: {}", ended.words());
        assert!(ended.words().contains("A call to the cloud failed"), "{operation}: {}", ended.words());
        assert!(ended.words().contains(operation), "{operation}: {}", ended.words());
        assert_eq!(scene.state(), before, "{operation}");
    }
    let fired = scene.cloud.sandbox("faults").unwrap();
    assert!(fired["faults"].as_array().unwrap().iter().all(|fault| fault["fired"] == 1), "{fired}");
    scene.plan_is_empty();
    scene.destroy();
}

super::on_the_sandbox!(forgets_nothing);
