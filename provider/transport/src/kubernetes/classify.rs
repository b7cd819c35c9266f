//! What a Kubernetes API's refusals mean for trying again.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/>.

use kgas_api::Refusal;
use kgas_api::kubernetes::Reason;

use crate::Class;

/// * `renewable`: whether there is another credential after one was refused.
pub(super) fn classify(refusal: &Refusal, renewable: bool) -> Class {
    match refusal.status {
        401 if renewable => Class::Expired,
        // Priority and fairness, or a filter in front of it: not carried out.
        429 => Class::Throttled,
        // A quota that others take from at the same moment: what was asked for was not made.
        409 if is_contended_quota(refusal) => Class::Throttled,
        // What does not fit the schema comes as an internal error too.
        500 if Reason::of(refusal) == Reason::Invalid => Class::Final,
        // 500 is also a webhook that does not answer, 504 a request that may still be going on.
        408 | 500 | 502 | 503 | 504 => Class::Transient,
        _ => Class::Final,
    }
}

fn is_contended_quota(refusal: &Refusal) -> bool {
    refusal.code == "Conflict" && refusal.details.as_deref().is_some_and(|about| about.kind == "resourcequotas")
}

#[cfg(test)]
mod tests {
    use kgas_api::Details;

    use super::*;

    #[test]
    fn refusals_are_told_apart() {
        let typed =
            "failed to create typed patch object (shop/api; apps/v1, Kind=Deployment): .spec.a: field not declared";
        let table = [
            (429, "TooManyRequests", "", "", Class::Throttled),
            (503, "ServiceUnavailable", "", "", Class::Transient),
            (504, "Timeout", "request did not complete within the allotted timeout", "", Class::Transient),
            (500, "ServerTimeout", "", "deployments", Class::Transient),
            (500, "InternalError", "failed calling webhook \"a.example.com\"", "", Class::Transient),
            (500, "InternalServerError", "etcdserver: leader changed", "", Class::Transient),
            (500, "InternalServerError", typed, "", Class::Final),
            (409, "Conflict", "Operation cannot be fulfilled", "resourcequotas", Class::Throttled),
            (409, "Conflict", "Operation cannot be fulfilled", "deployments", Class::Final),
            (409, "AlreadyExists", "", "resourcequotas", Class::Final),
            (401, "Unauthorized", "", "", Class::Expired),
            (403, "Forbidden", "", "", Class::Final),
            (404, "NotFound", "", "", Class::Final),
            (410, "Expired", "", "", Class::Final),
            (422, "Invalid", "", "", Class::Final),
        ];
        for (status, code, message, kind, class) in table {
            let (code, message) = (code.to_owned(), message.to_owned());
            let details = Some(Box::new(Details { kind: kind.to_owned(), ..Details::default() }));
            let refusal = Refusal { status, code, message, request_id: None, retry_after: None, details };
            assert_eq!(classify(&refusal, true), class, "{refusal}");
            let fixed = if class == Class::Expired { Class::Final } else { class };
            assert_eq!(classify(&refusal, false), fixed, "{refusal}");
        }
    }
}
