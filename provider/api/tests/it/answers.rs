//! What comes back over the wire.

use kgas_api::aws::eks::{ClusterStatus, LogType, describe_cluster};
use kgas_api::aws::{ec2, elb, elbv2, iam, sts};
use kgas_api::{ApiError, Service};

use crate::case::answer;
use crate::cases;

/// Ours, of the shape documented in
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html>.
const CLUSTER: &str = r#"{"cluster": {
    "name": "prod", "arn": "arn:aws:eks:eu-west-1:123456789012:cluster/prod", "status": "HIBERNATING",
    "createdAt": 1763968500.5, "version": "1.34", "endpoint": null, "tags": null, "health": {"issues": null},
    "logging": {"clusterLogging": [{"types": ["api", "audit"], "enabled": true}, {"types": ["scheduler"], "enabled": false}]},
    "identity": {"oidc": {"issuer": "https://oidc.eks.eu-west-1.amazonaws.com/id/A"}}, "aFieldOfALaterDay": {"a": [1]}}}"#;

#[test]
fn a_cluster_with_an_unknown_status_an_unknown_field_and_nulls() {
    let cluster = describe_cluster::response(&answer(200, &[], CLUSTER)).unwrap().unwrap();
    assert_eq!(cluster.status, ClusterStatus::Other("HIBERNATING".to_owned()));
    assert_eq!(cluster.created_at.unwrap().as_millisecond(), 1_763_968_500_500);
    assert_eq!(cluster.endpoint, None);
    assert_eq!(cluster.oidc_issuer(), Some("https://oidc.eks.eu-west-1.amazonaws.com/id/A"));
    assert_eq!(cluster.logging.enabled(), [LogType::Api, LogType::Audit].into());
}

#[test]
fn absence_in_the_words_eks_has_for_it() {
    let code = [("x-amzn-errortype", "ResourceNotFoundException:http://internal/")];
    let bodies = [
        (404, &code[..], r#"{"message":"No cluster found for name: prod."}"#),
        (404, &[], r#"{"__type":"com.amazonaws.eks#ResourceNotFoundException","message":"No"}"#),
        (400, &[], r#"{"code":"ClientException","message":"No cluster found for name: prod."}"#),
    ];
    for (status, headers, body) in bodies {
        assert_eq!(describe_cluster::response(&answer(status, headers, body)), Ok(None), "{body}");
    }
}

#[test]
fn a_refusal_keeps_code_words_and_request_id() {
    let headers = [("x-amzn-ErrorType", "AccessDeniedException"), ("x-amzn-RequestId", "r-1")];
    let refused = describe_cluster::response(&answer(403, &headers, r#"{"message":"not you"}"#)).unwrap_err();
    let text = "AccessDeniedException: not you (HTTP 403, request id r-1)";
    assert_eq!(refused.to_string(), text);
}

#[test]
fn what_is_not_from_eks_is_not_absence_and_is_not_shown() {
    let page = "<html>hunter2</html>";
    let wrong = r#"{"cluster": {"name": "hunter2", "arn": "a", "status": "ACTIVE", "tags": "hunter2"}}"#;
    for (status, body) in [(404, page), (200, page), (502, page), (200, wrong), (200, "{}"), (200, ""), (404, "")] {
        let err = describe_cluster::response(&answer(status, &[], body)).unwrap_err();
        assert!(matches!(err, ApiError::Malformed { .. }), "{err:?}");
        assert!(!format!("{err:?}").contains("hunter2"), "{err:?}");
    }
}

#[test]
fn no_operation_takes_a_proxys_page_for_an_answer() {
    for case in cases::all() {
        for status in [200, 302, 404, 503] {
            let err = (case.read)(&answer(status, &[], "<html><body>Sign in</body></html>")).unwrap_err();
            assert!(matches!(err, ApiError::Malformed { .. }), "{}: {err:?}", case.operation);
        }
    }
}

/// Ours, of the shape documented in <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>.
const ROLE: &str = r#"<?xml version="1.0"?>
<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role>
  <Path>/kgas/</Path><RoleName>prod</RoleName><RoleId>AROA1</RoleId><CreateDate>2026-11-24T07:00:00Z</CreateDate>
  <Arn>arn:aws:iam::123456789012:role/kgas/prod</Arn><OfALaterDay><a>1</a></OfALaterDay>
  <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument>
  <Tags><member><Key>team</Key><Value>a &amp; b</Value></member><member><Key>empty</Key><Value/></member></Tags>
</Role></GetRoleResult><ResponseMetadata><RequestId>r-2</RequestId></ResponseMetadata></GetRoleResponse>"#;

#[test]
fn a_role_with_its_policy_decoded() {
    let role = iam::get_role::response(&answer(200, &[], ROLE)).unwrap().unwrap();
    assert_eq!(role.assume_role_policy_document.as_deref(), Some(r#"{"Version":"2012-10-17"}"#));
    assert_eq!(role.create_date.unwrap().to_string(), "2026-11-24T07:00:00Z");
    assert_eq!(role.permissions_boundary.arn, None);
    let tags = [("team", "a & b"), ("empty", "")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(role.tags, tags.into());
}

#[test]
fn refusals_in_iams_xml() {
    let body = |code| {
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error>\
             <RequestId>r-3</RequestId></ErrorResponse>"
        )
    };
    let gone = answer(404, &[], &body("NoSuchEntity"));
    assert_eq!(iam::get_role::response(&gone), Ok(None));
    assert_eq!(iam::delete_role::response(&gone), Ok(None));
    assert_eq!(iam::tag_role::response(&gone).unwrap_err().to_string(), "NoSuchEntity: m (HTTP 404, request id r-3)");
    let busy = iam::delete_role::response(&answer(409, &[], &body("DeleteConflict"))).unwrap_err();
    assert_eq!(busy.to_string(), "DeleteConflict: m (HTTP 409, request id r-3)");
}

#[test]
fn credentials_are_not_shown() {
    let body = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>\
        <SecretAccessKey>hunter2</SecretAccessKey><SessionToken>hunter3</SessionToken>\
        <Expiration>2026-11-24T08:00:00.5Z</Expiration></Credentials><AssumedRoleUser>\
        <AssumedRoleId>AROA1:kgas</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/r/kgas</Arn></AssumedRoleUser>\
        </AssumeRoleResult></AssumeRoleResponse>";
    let session = sts::assume_role::response(&answer(200, &[], body)).unwrap();
    assert_eq!(session.credentials.secret_access_key.reveal(), "hunter2");
    assert_eq!(session.credentials.expiration.unwrap().to_string(), "2026-11-24T08:00:00.5Z");
    assert!(!format!("{session:?}").contains("hunter"));
}

/// Ours, of the shape documented in
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html>.
const NAT_GATEWAYS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DescribeNatGatewaysResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-4</requestId>
  <natGatewaySet>
    <item><natGatewayId>nat-1</natGatewayId><state>failed</state><failureCode>Gateway.NotAttached</failureCode>
      <createTime>2026-11-24T07:00:00.000Z</createTime>
      <natGatewayAddressSet><item><allocationId>eipalloc-1</allocationId></item></natGatewayAddressSet>
      <tagSet><item><key>team</key><value>kgas</value></item></tagSet></item>
    <item><natGatewayId>nat-2</natGatewayId><state>thawing</state><tagSet/></item>
  </natGatewaySet><nextToken/></DescribeNatGatewaysResponse>"#;

#[test]
fn nat_gateways_one_failed_one_in_an_unknown_state() {
    let found = ec2::describe_nat_gateways::response(&answer(200, &[], NAT_GATEWAYS)).unwrap();
    assert_eq!(found.next, None);
    let [failed, other] = &found.items[..] else { panic!("{found:?}") };
    assert_eq!(failed.failure_code.as_deref(), Some("Gateway.NotAttached"));
    assert_eq!(failed.addresses[0].allocation_id.as_deref(), Some("eipalloc-1"));
    assert_eq!(failed.tags["team"], "kgas");
    assert_eq!(other.state, ec2::NatGatewayState::Other("thawing".to_owned()));
    assert!(other.tags.is_empty() && other.addresses.is_empty());
}

#[test]
fn refusals_in_ec2s_xml() {
    let body = |code| {
        format!(
            "<?xml version=\"1.0\"?><Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors>\
             <RequestID>r-5</RequestID></Response>"
        )
    };
    let gone = answer(400, &[], &body("InvalidVpcID.NotFound"));
    assert_eq!(ec2::delete_vpc::response(&gone), Ok(None));
    assert_eq!(ec2::describe_vpcs::response(&gone).unwrap().items, []);
    let detached = answer(400, &[], &body("Gateway.NotAttached"));
    assert_eq!(ec2::detach_internet_gateway::response(&detached), Ok(None));
    let refused = ec2::create_subnet::response(&gone).unwrap_err();
    assert_eq!(refused.to_string(), "InvalidVpcID.NotFound: m (HTTP 400, request id r-5)");
    let busy = ec2::delete_vpc::response(&answer(400, &[], &body("DependencyViolation"))).unwrap_err();
    assert_eq!(busy.to_string(), "DependencyViolation: m (HTTP 400, request id r-5)");
}

/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>.
#[test]
fn absence_in_the_words_ec2_has_for_it() {
    type Read = fn(&http::Response<bytes::Bytes>) -> Result<Option<()>, ApiError>;
    let table: [(Read, &str); 15] = [
        (ec2::delete_vpc::response, "InvalidVpcID.NotFound"),
        (ec2::delete_subnet::response, "InvalidSubnetID.NotFound"),
        (ec2::delete_internet_gateway::response, "InvalidInternetGatewayID.NotFound"),
        (ec2::detach_internet_gateway::response, "Gateway.NotAttached"),
        (ec2::release_address::response, "InvalidAllocationID.NotFound"),
        (ec2::delete_nat_gateway::response, "NatGatewayNotFound"),
        (ec2::delete_route_table::response, "InvalidRouteTableID.NotFound"),
        (ec2::delete_route::response, "InvalidRoute.NotFound"),
        (ec2::disassociate_route_table::response, "InvalidAssociationID.NotFound"),
        (ec2::delete_launch_template::response, "InvalidLaunchTemplateId.NotFound"),
        (ec2::delete_launch_template::response, "InvalidLaunchTemplateName.NotFoundException"),
        (ec2::delete_network_interface::response, "InvalidNetworkInterfaceID.NotFound"),
        (ec2::delete_volume::response, "InvalidVolume.NotFound"),
        (ec2::delete_security_group::response, "InvalidGroup.NotFound"),
        (ec2::delete_security_group::response, "InvalidGroupId.NotFound"),
    ];
    for (read, code) in table {
        let body = format!("<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>");
        assert_eq!(read(&answer(400, &[], &body)), Ok(None), "{code}");
    }
}

#[test]
fn an_empty_element_is_no_id() {
    let body = "<DescribeAddressesResponse><addressesSet><item><allocationId>eipalloc-1</allocationId>\
        <networkInterfaceId/><associationId></associationId></item></addressesSet></DescribeAddressesResponse>";
    let found = ec2::describe_addresses::response(&answer(200, &[], body)).unwrap();
    assert_eq!((&found.items[0].network_interface_id, &found.items[0].association_id), (&None, &None));
}

#[test]
fn another_operations_answer_is_not_this_ones() {
    let err = ec2::describe_vpcs::response(&answer(200, &[], NAT_GATEWAYS)).unwrap_err();
    assert!(matches!(err, ApiError::Malformed { .. }), "{err:?}");
}

#[test]
fn a_load_balancer_that_went_meanwhile_is_an_absence_and_a_denial_is_none() {
    let refusal = |code: &str| format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
    let gone = answer(400, &[], &refusal("LoadBalancerNotFound"));
    assert_eq!(elb::describe_tags::response(&gone), Ok(None));
    assert_eq!(elbv2::describe_tags::response(&gone), Ok(None));
    let denied = elbv2::describe_tags::response(&answer(403, &[], &refusal("AccessDenied"))).unwrap_err();
    assert!(matches!(denied, ApiError::Refused(_)), "{denied:?}");
}

#[test]
fn what_is_forbidden_is_never_absent() {
    for case in cases::all() {
        let body = match case.service {
            Service::AwsEks | Service::AwsKms | Service::AwsLogs => {
                r#"{"__type":"AccessDeniedException","message":"no"}"#
            }
            Service::Kubernetes => {
                r#"{"kind":"Status","status":"Failure","reason":"Forbidden","details":{"kind":"pods","name":"api"}}"#
            }
            Service::Prometheus => r#"{"status":"error","errorType":"forbidden","error":"no"}"#,
            Service::AwsEc2 => {
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>"
            }
            _ => "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
        };
        for status in [400, 403, 404] {
            let found = (case.read)(&answer(status, &[], body));
            assert!(matches!(found, Err(ApiError::Refused(_))), "{:?} {}: {found:?}", case.service, case.operation);
        }
    }
}
