//! What comes back over the wire.

use kgas_api::ApiError;
use kgas_api::aws::eks::{ClusterStatus, LogType, describe_cluster};

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
