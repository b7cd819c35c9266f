//! How long the clouds take, in their own time.
use std::time::Duration;

/// Durations of everything that does not happen at once. The defaults are what the services take on an ordinary day.
#[derive(Clone, Debug)]
pub struct Timing {
    /// From `CreateCluster` to `ACTIVE`.
    pub cluster_create: Duration,
    /// From `DeleteCluster` until the cluster is gone.
    pub cluster_delete: Duration,
    /// How long the name of a deleted cluster stays taken when nobody asks for it.
    pub name_release: Duration,
    /// One minor version of the control plane.
    pub version_update: Duration,
    /// Any other update of a cluster.
    pub config_update: Duration,
    /// From the acceptance of an update until the object says `UPDATING`.
    pub update_lag: Duration,
    /// From `CreateNodegroup` to `ACTIVE`, for its first node; every further node adds a tenth.
    pub nodegroup_create: Duration,
    /// From `DeleteNodegroup` until the node group is gone.
    pub nodegroup_delete: Duration,
    /// A new configuration of a node group.
    pub nodegroup_config: Duration,
    /// Replacing the nodes of a node group.
    pub nodegroup_version: Duration,
    /// From `CreateAddon` or `UpdateAddon` until it is known whether the add-on runs.
    pub addon: Duration,
    /// From `CreateNatGateway` to `available`, and from `DeleteNatGateway` to `deleted`.
    pub nat_gateway: Duration,
    /// How long after IAM accepted a change the other services do not know it.
    pub iam_propagation: Duration,
    /// From a change in a cluster until its controllers look at it.
    pub controllers: Duration,
    /// From the making of a pod until it is ready: the least and the most.
    pub pod_ready: (Duration, Duration),
    /// How long a pod takes to end.
    pub pod_stop: Duration,
    /// From a change of a route until its gateway says that it has taken it.
    pub route: Duration,
    /// How long a new EC2 object may be unknown to the call after the one that made it.
    pub ec2_lag: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            cluster_create: seconds(540),
            cluster_delete: seconds(150),
            name_release: seconds(60),
            version_update: seconds(480),
            config_update: seconds(120),
            update_lag: seconds(3),
            nodegroup_create: seconds(120),
            nodegroup_delete: seconds(150),
            nodegroup_config: seconds(20),
            nodegroup_version: seconds(240),
            addon: seconds(45),
            nat_gateway: seconds(90),
            iam_propagation: seconds(10),
            controllers: Duration::from_millis(100),
            pod_ready: (seconds(2), seconds(5)),
            pod_stop: seconds(2),
            route: Duration::from_millis(500),
            ec2_lag: seconds(2),
        }
    }
}
