//! By which tags a cluster's leftovers are known.
//!
//! Sources: <https://github.com/aws/amazon-vpc-cni-k8s#cluster-name-tag>,
//! <https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md>,
//! <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/configurations/>,
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSLoadBalancingPolicy.html> for EKS Auto Mode.

use std::collections::BTreeMap;

use kgas_api::aws::ec2::Filter;

/// By what EC2 is asked, in turn.
type Marks = Vec<Vec<Filter>>;

/// Auto Mode's, which people put on objects of their own too, so that Auto Mode may use them.
const AUTO_MODE: &str = "eks:eks-cluster-name";
/// The AWS Load Balancer Controller's.
const CONTROLLER: &str = "elbv2.k8s.aws/cluster";

/// The cloud provider's. Its value is `owned`, or `shared` for what only is used.
fn kubernetes(cluster: &str) -> String {
    format!("kubernetes.io/cluster/{cluster}")
}

/// Of network interfaces.
pub(super) fn of_interfaces(cluster: &str) -> Marks {
    vec![
        vec![Filter::tag("cluster.k8s.amazonaws.com/name", cluster)],
        vec![Filter::tag(&kubernetes(cluster), "owned")],
        vec![Filter::tag(AUTO_MODE, cluster)],
    ]
}

/// Of disks.
pub(super) fn of_disks(cluster: &str) -> Marks {
    vec![
        vec![Filter::tag(&kubernetes(cluster), "owned")],
        vec![Filter::tag("KubernetesCluster", cluster)],
        vec![Filter::tag("ebs.csi.aws.com/cluster-name", cluster)],
        vec![Filter::tag(AUTO_MODE, cluster)],
    ]
}

/// Of security groups. Modules tag the groups they make for nodes as the controllers do, but name them otherwise.
pub(super) fn of_groups(cluster: &str) -> Marks {
    let made_by_controllers = || Filter::new("group-name", ["k8s-*"]);
    vec![
        vec![Filter::tag(CONTROLLER, cluster)],
        vec![Filter::tag("aws:eks:cluster-name", cluster)],
        vec![Filter::tag(&kubernetes(cluster), "owned"), made_by_controllers()],
        vec![Filter::tag(AUTO_MODE, cluster), made_by_controllers()],
    ]
}

/// Whether a load balancer with these tags was made in the cluster.
pub(super) fn is_of_balancer(cluster: &str, tags: &BTreeMap<String, String>) -> bool {
    let is = |key: &str, value: &str| tags.get(key).is_some_and(|found| found == value);
    let by_auto_mode = || {
        let stacks = ["service.eks.amazonaws.com/stack", "ingress.eks.amazonaws.com/stack"];
        is(AUTO_MODE, cluster) && stacks.iter().any(|stack| tags.contains_key(*stack))
    };
    is(CONTROLLER, cluster) || is(&kubernetes(cluster), "owned") || by_auto_mode()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_balancer_is_a_clusters_by_what_its_controllers_write() {
        for (tags, made_in_it) in [
            (&[("elbv2.k8s.aws/cluster", "prod")][..], true),
            (&[("elbv2.k8s.aws/cluster", "prod-2")], false),
            (&[("kubernetes.io/cluster/prod", "owned"), ("kubernetes.io/service-name", "a/b")], true),
            (&[("kubernetes.io/cluster/prod", "shared")], false),
            (&[("kubernetes.io/cluster/prod-2", "owned")], false),
            (&[("eks:eks-cluster-name", "prod"), ("service.eks.amazonaws.com/stack", "a/b")], true),
            (&[("eks:eks-cluster-name", "prod"), ("ingress.eks.amazonaws.com/stack", "a/b")], true),
            (&[("eks:eks-cluster-name", "prod")], false),
            (&[("Name", "prod")], false),
            (&[], false),
        ] {
            let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            assert_eq!(is_of_balancer("prod", &tags), made_in_it, "{tags:?}");
        }
    }
}
