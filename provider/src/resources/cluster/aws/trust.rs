//! Who takes a role on: one service of AWS, and nobody else.

use super::words::canonical_json;

/// The policy that lets `service` take a role on.
pub(super) fn policy(service: &str) -> String {
    serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" }],
    })
    .to_string()
}

/// Whether `document` says that and nothing else. A document that is not shown is taken for right.
pub(super) fn is_for(document: Option<&str>, service: &str) -> bool {
    document.is_none_or(|document| canonical_json(document) == canonical_json(&policy(service)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_principal_is_another_policy_and_another_order_is_not() {
        let shuffled = r#"{"Statement":[{"Action":"sts:AssumeRole","Principal":{"Service":"eks.amazonaws.com"},
                           "Effect":"Allow"}],"Version":"2012-10-17"}"#;
        assert!(is_for(Some(shuffled), "eks.amazonaws.com"));
        assert!(is_for(None, "eks.amazonaws.com"));
        assert!(!is_for(Some(shuffled), "ec2.amazonaws.com"));
        assert!(!is_for(Some(&shuffled.replace("\"Service\"", "\"AWS\"")), "eks.amazonaws.com"));
    }
}
