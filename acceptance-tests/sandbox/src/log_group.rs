//! `CloudWatch` Logs, as far as what a control plane logged is looked for. EKS makes the group, and it outlives the cluster.
//! Sources: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html>,
//! <https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html>.
use serde_json::{Value, json};

use crate::call::{Answered, Call, Operation};
use crate::eks::cluster::logging;
use crate::world::{ACCOUNT, World};

/// What it plays.
pub(crate) const OPERATIONS: &[(&str, Operation)] = &[("DescribeLogGroups", describe)];

fn describe(world: &mut World, call: &Call) -> Answered {
    let prefix = call.text("logGroupNamePrefix").unwrap_or_default();
    let groups = world.region(&call.region).log_groups.iter().filter(|(name, _)| name.starts_with(prefix));
    Ok(json!({ "logGroups": groups.map(|(_, doc)| doc.clone()).collect::<Value>() }))
}

/// Makes the group of a cluster whose control plane logs anything; its name.
pub(crate) fn keep(world: &mut World, region: &str, cluster: &str, log_setup: &Value) -> Option<String> {
    if logging::enabled(log_setup).is_empty() {
        return None;
    }
    let name = format!("/aws/eks/{cluster}/cluster");
    let arn = format!("arn:aws:logs:{region}:{ACCOUNT}:log-group:{name}");
    let doc = json!({
        "logGroupName": name, "creationTime": world.now.0, "metricFilterCount": 0, "arn": format!("{arn}:*"),
        "storedBytes": 0, "logGroupClass": "STANDARD", "logGroupArn": arn,
    });
    world.region(region).log_groups.entry(name.clone()).or_insert(doc);
    Some(name)
}
