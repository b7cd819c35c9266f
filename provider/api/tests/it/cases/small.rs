//! The services of which we need little.

use kgas_api::aws::kms::describe_key;
use kgas_api::aws::sts::assume_role::{self, Assumption};
use kgas_api::aws::sts::get_caller_identity;

use crate::case::{Case, case};

pub(crate) fn all() -> Vec<Case> {
    let role = Assumption {
        role_arn: "arn:aws:iam::123456789012:role/deploy".to_owned(),
        role_session_name: "kgas".to_owned(),
        duration_seconds: Some(3_600),
        external_id: Some("x:1".to_owned()),
        policy: Some("{}".to_owned()),
    };
    vec![
        case(get_caller_identity::request()),
        case(assume_role::request(&role)),
        case(describe_key::request("alias/kgas")),
    ]
}
