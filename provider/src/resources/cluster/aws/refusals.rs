//! What AWS' refusals mean to a run on a cluster.

use kgas_api::ApiError;
use kgas_transport::{CallError, Cause};

/// Whether a refusal only says that what was seen is out of date, or that something else is under way: the next look tells.
pub(super) fn is_setback(err: &CallError) -> bool {
    const CODES: [&str; 6] = [
        "DependencyViolation",
        "ResourceInUseException",
        "InvalidSubnet.Conflict",
        "RouteAlreadyExists",
        "Resource.AlreadyAssociated",
        "InvalidLaunchTemplateName.AlreadyExistsException",
    ];
    err.refusal().is_some_and(|refusal| {
        let code = refusal.code.as_str();
        if is_for_good(code, &refusal.message) {
            return false;
        }
        refusal.status == 409
            || CODES.contains(&code)
            || (err.service == "EC2" && code.contains("NotFound"))
            || (err.service == "EKS" && is_already_so(&refusal.message))
    })
}

/// A conflict that only the user can end: a quota, or something in the cluster that is managed elsewhere.
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>, "Errors"; for profiles of Fargate
/// <https://github.com/kubernetes-sigs/cluster-api-provider-aws/issues/4728>.
fn is_for_good(code: &str, message: &str) -> bool {
    code.contains("LimitExceeded") || (code == "ResourceInUseException" && message.contains("Fargate"))
}

/// EKS' words for a change to what is there already: the look it was decided on was older.
fn is_already_so(message: &str) -> bool {
    ["is already at the desired configuration", "No changes needed"].iter().any(|words| message.contains(words))
}

/// The list, or nothing where the endpoint does not know the operation: other implementations of AWS' interface lack some.
pub(super) fn if_offered<T: Default>(result: Result<T, CallError>) -> Result<T, CallError> {
    match result {
        Err(err) if is_not_offered(&err) => Ok(T::default()),
        other => other,
    }
}

/// The answer, or nothing where the identity may not ask.
pub(super) fn if_allowed<T: Default>(result: Result<T, CallError>) -> Result<T, CallError> {
    match result {
        Err(err) if is_denied(&err) => Ok(T::default()),
        other => other,
    }
}

/// Whether the identity may not ask.
pub(super) fn is_denied(err: &CallError) -> bool {
    const CODES: [&str; 3] = ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"];
    err.refusal().is_some_and(|refusal| CODES.contains(&refusal.code.as_str()))
}

fn is_not_offered(err: &CallError) -> bool {
    match &err.cause {
        // What else may stand in front of the service, a proxy that wants a login say, answers with other numbers.
        Cause::Malformed(ApiError::Malformed { status, .. }) => matches!(status, 404 | 405 | 501),
        Cause::Refused(refusal) => {
            refusal.status == 501
                || ["UnknownOperationException", "InvalidAction", "NotImplemented", "NotImplementedException"]
                    .contains(&refusal.code.as_str())
                // ministack's words, under a code that also says other things.
                || refusal.message.starts_with("No route for ")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use kgas_api::Refusal;

    use super::*;

    fn failed(service: &'static str, cause: Cause) -> CallError {
        CallError { service, operation: "Do", attempts: 1, elapsed: Duration::ZERO, unknown: false, cause }
    }

    fn page(status: u16) -> CallError {
        failed("EKS", Cause::Malformed(ApiError::Malformed { status, length: 9, why: "a page".to_owned() }))
    }

    fn refused(service: &'static str, status: u16, code: &str, message: &str) -> CallError {
        let (code, message) = (code.to_owned(), message.to_owned());
        let refusal = Refusal { status, code, message, request_id: None, retry_after: None, details: None };
        failed(service, Cause::Refused(refusal))
    }

    #[test]
    fn what_a_look_will_tell_is_a_setback() {
        let already = "Cluster is already at the desired configuration with endpointPrivateAccess: true";
        for (service, status, code, message, setback) in [
            ("EKS", 409, "ResourceInUseException", "Cluster has an update in progress", true),
            ("EKS", 400, "InvalidParameterException", already, true),
            ("EKS", 400, "InvalidParameterException", "No changes needed for the logging config provided", true),
            ("EKS", 400, "InvalidParameterException", "unsupported Kubernetes version", false),
            ("EKS", 409, "ResourceInUseException", "Cluster has Fargate Profiles in ACTIVE/CREATING state", false),
            ("IAM", 409, "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000", false),
            ("IAM", 409, "EntityAlreadyExists", "", true),
            ("EC2", 400, "InvalidSubnetID.NotFound", "", true),
            ("EC2", 400, "DependencyViolation", "", true),
            ("EKS", 404, "ResourceNotFoundException", "", false),
            ("IAM", 403, "AccessDenied", "", false),
        ] {
            assert_eq!(is_setback(&refused(service, status, code, message)), setback, "{code} {message}");
        }
    }

    #[test]
    fn what_may_not_be_asked_is_nothing_and_what_fails_is_not() {
        for (status, code, nothing) in [
            (403, "AccessDeniedException", true),
            (403, "ExpiredTokenException", false),
            (400, "InvalidParameterException", false),
        ] {
            assert_eq!(if_allowed::<Vec<u8>>(Err(refused("EKS", status, code, ""))).is_ok(), nothing, "{code}");
        }
    }

    #[test]
    fn only_an_operation_that_is_not_there_is_an_empty_list() {
        for (err, empty) in [
            (page(404), true),
            (page(405), true),
            (page(501), true),
            (refused("EKS", 400, "UnknownOperationException", ""), true),
            (refused("EKS", 400, "InvalidRequestException", "No route for GET /clusters/a/updates"), true),
            (refused("EKS", 400, "InvalidRequestException", "The cluster is being deleted"), false),
            // A proxy that wants a login, a gateway that forbids, a page with success: nobody said that there is none.
            (page(200), false),
            (page(401), false),
            (page(403), false),
            (page(407), false),
            (page(429), false),
            (page(502), false),
            (refused("EKS", 403, "AccessDeniedException", ""), false),
            (refused("EKS", 404, "ResourceNotFoundException", ""), false),
        ] {
            let text = err.to_string();
            assert_eq!(if_offered::<Vec<String>>(Err(err)).is_ok(), empty, "{text}");
        }
    }
}
