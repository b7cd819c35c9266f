//! What goes over the wire.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use expect_test::expect_file;
use kgas_api::aws::eks::{self, AddonName, Arn, ClusterName, NodegroupName};

use crate::case::text;
use crate::cases;

/// `requests/` holds every request, a file an operation; `UPDATE_EXPECT=1 cargo test` writes it.
#[test]
fn every_operation() {
    let mut by_operation = BTreeMap::<_, Vec<_>>::new();
    for case in cases::all() {
        by_operation.entry((format!("{:?}", case.service), case.operation)).or_default().push(text(&case));
    }
    let mut files = BTreeSet::new();
    for ((service, operation), requests) in by_operation {
        let file = format!("requests/{service}/{}.txt", operation.replace([' ', '/'], "-"));
        expect_file![&file].assert_eq(&(requests.join("\n\n") + "\n"));
        files.insert(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(file));
    }
    let services = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/requests")).unwrap();
    let found = services.flat_map(|service| fs::read_dir(service.unwrap().path()).unwrap());
    assert_eq!(found.map(|file| file.unwrap().path()).collect::<BTreeSet<_>>(), files, "a file without its operation");
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

#[test]
fn the_token_of_a_cluster() {
    let request = eks::kube_token::to_sign(&ClusterName::parse("prod").unwrap());
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri(), "/?Action=GetCallerIdentity&Version=2011-06-15");
    assert_eq!(request.headers().len(), 1);
    assert_eq!(request.headers()["x-k8s-aws-id"], "prod");
    assert_eq!(eks::kube_token::SIGNED_FOR.as_secs(), 60);

    // Three bytes that standard base64 would write with a plus and a slash, and a rest that it would pad.
    let signed = "https://sts.eu-west-1.amazonaws.com/?a=~~~&b=???".parse().unwrap();
    let token = eks::kube_token::token(&signed);
    let expected = "k8s-aws-v1.aHR0cHM6Ly9zdHMuZXUtd2VzdC0xLmFtYXpvbmF3cy5jb20vP2E9fn5-JmI9Pz8_";
    assert_eq!(token.reveal(), expected);
    assert_eq!(format!("{token:?}"), "[concealed]");
}
