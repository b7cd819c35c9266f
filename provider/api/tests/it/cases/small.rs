//! The services of which we need little.

use kgas_api::aws::PageToken;
use kgas_api::aws::kms::describe_key;
use kgas_api::aws::logs::describe_log_groups;
use kgas_api::aws::sts::assume_role::{self, Assumption};
use kgas_api::aws::sts::get_caller_identity;
use kgas_api::aws::{elb, elbv2};

use crate::case::{Case, case};

pub(crate) fn all() -> Vec<Case> {
    let role = Assumption {
        role_arn: "arn:aws:iam::123456789012:role/deploy".to_owned(),
        role_session_name: "kgas".to_owned(),
        duration_seconds: Some(3_600),
        external_id: Some("x:1".to_owned()),
        policy: Some("{}".to_owned()),
    };
    let page = PageToken::try_from("p+/=".to_owned()).unwrap();
    let arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/a/1";
    vec![
        case(get_caller_identity::request()),
        case(assume_role::request(&role)),
        case(describe_key::request("alias/kgas")),
        case(elb::describe_load_balancers::request(Some(&page))),
        case(elb::describe_tags::request(&["a", "b"])),
        case(elbv2::describe_load_balancers::request(Some(&page))),
        case(elbv2::describe_tags::request(&[arn, arn])),
        case(describe_log_groups::request("/aws/eks/prod/cluster", Some(&page))),
    ]
}
