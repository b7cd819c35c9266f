//! What AWS's refusals mean for trying again.

use kgas_api::Refusal;

use crate::Class;

/// By code first: AWS throttles with 400 as well as with 429.
/// Source: <https://docs.aws.amazon.com/general/latest/gr/api-retries.html>.
pub(super) fn classify(refusal: &Refusal) -> Class {
    match refusal.code.as_str() {
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "EC2ThrottledException"
        | "SlowDown"
        | "PriorRequestNotComplete"
        | "DependencyThrottle"
        | "BandwidthLimitExceeded" => Class::Throttled,
        // EC2 says RequestExpired of old requests and of old credentials alike.
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => Class::Expired,
        "RequestTimeTooSkewed"
        | "RequestInTheFuture"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "AuthFailure" => Class::Signature,
        "RequestTimeout" | "RequestTimeoutException" => Class::Transient,
        // A cluster's issuer answers some time after the cluster has it.
        "ResourcePropagationDelayException" | "OpenIdIdpCommunicationError" => Class::Propagation,
        code if is_not_everywhere_yet(code, &refusal.message) => Class::Propagation,
        _ if refusal.status == 429 => Class::Throttled,
        _ if matches!(refusal.status, 408 | 500 | 502 | 503 | 504) => Class::Transient,
        _ => Class::Final,
    }
}

/// What services say of a role or a policy that IAM made a moment ago. They say the same of one that does not exist, so
/// a mistake in the configuration costs two minutes: the price AWS's own provider pays too.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html>, "Changes that I make are not always
/// immediately visible".
fn is_not_everywhere_yet(code: &str, message: &str) -> bool {
    let says = |words: &str| message.contains(words);
    match code {
        "InvalidParameterException" => {
            (says("does not exist") && (says("role") || says("Role")))
                || says("Error in role params")
                || says("could not be assumed because the trusted entity is not correct")
                || says("doesn't have the Amazon EKS Managed Policies associated")
                || says("policy must include the `ec2:DescribeSubnets` action")
                || says("principalArn is invalid: invalid principal")
        }
        "MalformedPolicyDocument" => says("Invalid principal in policy"),
        "MalformedPolicyDocumentException" => says("invalid principals"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart() {
        let table = [
            (400, "ThrottlingException", "Rate exceeded", Class::Throttled),
            (503, "RequestLimitExceeded", "Request limit exceeded.", Class::Throttled),
            (400, "Throttling", "Rate exceeded", Class::Throttled),
            (429, "New", "", Class::Throttled),
            (503, "Unavailable", "", Class::Transient),
            (400, "RequestTimeout", "", Class::Transient),
            (403, "ExpiredTokenException", "", Class::Expired),
            (403, "InvalidSignatureException", "Signature expired: 20260301T000000Z is now earlier", Class::Signature),
            (401, "AuthFailure", "AWS was not able to validate the provided access credentials", Class::Signature),
            (400, "DependencyThrottle", "", Class::Throttled),
            (400, "OpenIdIdpCommunicationError", "", Class::Propagation),
            (403, "AccessDeniedException", "User is not authorized", Class::Final),
            (409, "ResourceInUseException", "Cluster already exists", Class::Final),
            (404, "ResourceNotFoundException", "No cluster found", Class::Final),
            (
                400,
                "InvalidParameterException",
                "roleArn, arn:aws:iam::123456789012:role/r, does not exist",
                Class::Propagation,
            ),
            (400, "InvalidParameterException", "The subnet ID 'subnet-1' does not exist", Class::Final),
            (
                400,
                "InvalidParameterException",
                "Role with arn: r, could not be assumed because the trusted entity is not correct",
                Class::Propagation,
            ),
            (400, "InvalidParameterException", "unsupported Kubernetes version", Class::Final),
            (400, "MalformedPolicyDocument", "Invalid principal in policy: \"AWS\":\"r\"", Class::Propagation),
            (400, "MalformedPolicyDocument", "Syntax errors in policy.", Class::Final),
        ];
        for (status, code, message, expected) in table {
            let (code, message) = (code.to_owned(), message.to_owned());
            let refusal = Refusal { status, code, message, request_id: None, retry_after: None, details: None };
            assert_eq!(classify(&refusal), expected, "{refusal}");
        }
    }
}
