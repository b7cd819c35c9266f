//! What goes over the wire.

use kgas_api::aws::eks::{self, AddonName, Arn, ClusterName, NodegroupName};

use crate::case::text;
use crate::cases;

#[test]
fn every_operation_of_eks() {
    for (case, expect) in cases::eks::all() {
        expect.assert_eq(&text(&case));
    }
}

#[test]
fn a_cluster_with_nothing_but_what_eks_asks_for() {
    let name = ClusterName::parse("prod").unwrap();
    let role = Arn::parse("arn:aws:iam::123456789012:role/r").unwrap();
    let new = eks::create_cluster::NewCluster::new(name, role, vec!["subnet-1".to_owned()], "t".to_owned());
    let request = eks::create_cluster::request(&new).request;
    assert_eq!(
        std::str::from_utf8(request.body()).unwrap(),
        r#"{"name":"prod","roleArn":"arn:aws:iam::123456789012:role/r","resourcesVpcConfig":{"subnetIds":["subnet-1"]},"clientRequestToken":"t"}"#
    );
    assert_eq!(request.headers()["content-type"], "application/json");
}

#[test]
fn what_is_not_a_name_does_not_reach_a_path() {
    for text in ["", "a/b", "../b", "a b", "-a", "a%2Fb", "a?b", "ä", &"a".repeat(101)] {
        assert!(ClusterName::parse(text).is_err(), "{text}");
        assert!(AddonName::parse(text).is_err(), "{text}");
        assert!(NodegroupName::parse(text).is_err(), "{text}");
    }
    assert!(NodegroupName::parse(&"a".repeat(64)).is_err());
    assert!(ClusterName::parse(&"a".repeat(100)).is_ok());
    for text in ["", "arn", "arn:aws:iam::1:", "arn:aws:::1:x", "urn:aws:iam::1:role/x", "arn:aws:iam::1:role/a b"] {
        assert!(Arn::parse(text).is_err(), "{text}");
    }
    assert!(Arn::parse("arn:aws-us-gov:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy").is_ok());
}
