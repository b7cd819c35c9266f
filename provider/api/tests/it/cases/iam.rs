use kgas_api::aws::PageToken;
use kgas_api::aws::iam::create_open_id_connect_provider::NewOpenIdConnectProvider;
use kgas_api::aws::iam::create_role::NewRole;
use kgas_api::aws::iam::*;

use super::tags;
use crate::case::{Case, case};

const POLICY: &str = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A";

pub(crate) fn all() -> Vec<Case> {
    let marker = PageToken::try_from("m&=".to_owned()).unwrap();
    let role = NewRole {
        role_name: "kgas-prod".to_owned(),
        assume_role_policy_document: r#"{"Version":"2012-10-17"}"#.to_owned(),
        path: Some("/kgas/".to_owned()),
        description: Some("a b+c".to_owned()),
        permissions_boundary: Some(POLICY.to_owned()),
        tags: tags(),
    };
    let provider = NewOpenIdConnectProvider {
        url: "https://oidc.eks.eu-west-1.amazonaws.com/id/A".to_owned(),
        client_ids: vec!["sts.amazonaws.com".to_owned()],
        thumbprints: vec!["a".repeat(40), "b".repeat(40)],
        tags: tags(),
    };
    vec![
        case(create_role::request(&role)),
        case(get_role::request("kgas-prod")),
        case(update_assume_role_policy::request("kgas-prod", "{}")),
        case(add_client_id_to_open_id_connect_provider::request(PROVIDER, "sts.amazonaws.com")),
        case(delete_role::request("kgas-prod")),
        case(attach_role_policy::request("kgas-prod", POLICY)),
        case(detach_role_policy::request("kgas-prod", POLICY)),
        case(list_attached_role_policies::request("kgas-prod", Some(&marker))),
        case(tag_role::request("kgas-prod", &tags())),
        case(untag_role::request("kgas-prod", &["a", "b"])),
        case(list_role_tags::request("kgas-prod", Some(&marker))),
        case(create_open_id_connect_provider::request(&provider)),
        case(get_open_id_connect_provider::request(PROVIDER)),
        case(list_open_id_connect_providers::request()),
        case(delete_open_id_connect_provider::request(PROVIDER)),
        case(tag_open_id_connect_provider::request(PROVIDER, &tags())),
        case(untag_open_id_connect_provider::request(PROVIDER, &["a", "b"])),
    ]
}
