//! What a configured value must be, beyond its type.
//!
//! Names as Kubernetes takes them: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>.

use std::time::Duration;

use tfplugin_rs::GoDuration;
use tfplugin_rs::value::Value;

use crate::resources::ClusterId;

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Lower-case letters, digits and hyphens, with a letter or digit at both ends.
fn has_label_form(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// A label of RFC 1123, as a namespace or a port is named.
pub(super) fn is_label(value: &Value) -> bool {
    text(value).is_some_and(|text| text.len() <= 63 && has_label_form(text))
}

/// A label of RFC 1035, as a Service is named: a letter comes first.
pub(super) fn is_service_name(value: &Value) -> bool {
    is_label(value) && text(value).is_some_and(|text| text.starts_with(|first: char| first.is_ascii_lowercase()))
}

/// What most objects may be named: labels with dots between them.
pub(super) fn is_object_name(value: &Value) -> bool {
    text(value).is_some_and(|text| text.len() <= 253 && text.split('.').all(has_label_form))
}

/// The number or the name of a container's port.
/// Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container>, `ports.name`.
pub(super) fn is_target_port(value: &Value) -> bool {
    let Some(text) = text(value) else { return false };
    if let Ok(number) = text.parse::<u16>() {
        return number > 0 && number.to_string() == text;
    }
    let letter = text.bytes().any(|b| b.is_ascii_lowercase());
    text.len() <= 15 && has_label_form(text) && letter && !text.contains("--")
}

/// A host name that a route may answer to, with `*.` in front for every name below it.
/// Source: <https://gateway-api.sigs.k8s.io/reference/spec/#hostname>.
pub(super) fn is_hostname(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let address = name.split('.').all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    !address && is_object_name(&name.into())
}

/// The name of a header that every router takes.
pub(super) fn is_header(value: &Value) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    text(value).is_some_and(|text| (1..=256).contains(&text.len()) && text.bytes().all(inner))
}

/// A value of a header that every router takes; ingress-nginx takes the fewest.
/// Source: <https://github.com/kubernetes/ingress-nginx/blob/controller-v1.12.1/internal/ingress/annotations/parser/validators.go>.
pub(super) fn is_header_value(value: &Value) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b"-_.~:/".contains(&b);
    text(value).is_some_and(|text| (1..=256).contains(&text.len()) && text.bytes().all(inner))
}

/// A path of an Ingress.
pub(super) fn is_path(value: &Value) -> bool {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic());
    text(value).is_some_and(|text| text.starts_with('/') && !text.contains("//") && text.len() <= 1_024 && plain(text))
}

/// `http://` or `https://` and a host, without a query or a fragment. Credentials do not belong into it.
pub(super) fn is_url(value: &Value) -> bool {
    let rest = text(value).and_then(|text| text.strip_prefix("https://").or(text.strip_prefix("http://")));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && !b"?#@\\\"<>".contains(&b));
    !host.is_empty() && !host.starts_with(':') && rest.is_some_and(plain)
}

/// The name of a label of a metric.
/// Source: <https://prometheus.io/docs/concepts/data_model/>.
pub(super) fn is_metric_label(value: &Value) -> bool {
    let start = |first: char| first.is_ascii_alphabetic() || first == '_';
    let rest = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text(value).is_some_and(|text| text.starts_with(start) && text.bytes().all(rest) && !text.starts_with("__"))
}

/// A pause between two questions, long enough for whoever answers them.
pub(super) fn is_pause(value: &Value) -> bool {
    let length = text(value).and_then(|text| text.parse::<GoDuration>().ok());
    length.is_some_and(|length| length.get() >= Duration::from_millis(100))
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";

/// Certificates in PEM.
pub(super) fn is_pem(value: &Value) -> bool {
    text(value).is_some_and(|text| text.contains(BEGIN))
}

/// Certificates in PEM, or that in base64: it begins as `-----BEGIN` does there.
pub(super) fn is_pem_or_base64(value: &Value) -> bool {
    is_pem(value) || text(value).is_some_and(|text| text.starts_with("LS0tLS1CRUdJTi"))
}

/// The id of a `kgas_cluster`.
pub(super) fn is_cluster_id(value: &Value) -> bool {
    text(value).is_some_and(|text| text.parse::<ClusterId>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::predicates::check;

    #[test]
    fn names_are_labels() {
        let long = "a".repeat(63);
        let longer = "a".repeat(64);
        check(is_label, &["shop", "a", "8ball", &long], &["", "-a", "a-", "A", "a_b", "a.b", &longer]);
        check(is_service_name, &["shop", "a1"], &["8ball", "", "-", &longer]);
        check(is_object_name, &["shop", "api.v2", "8ball", &longer], &["", ".a", "a..b", "a.-b", "A", "a/b"]);
    }

    #[test]
    fn a_target_port_is_a_number_or_a_name() {
        check(
            is_target_port,
            &["8080", "1", "http", "grpc-web", "h2"],
            &["0", "65536", "08080", "", "Http", "a--b", "-a", "averylongportname", "-1"],
        );
    }

    #[test]
    fn a_host_name_may_stand_for_many() {
        for good in ["shop.example.com", "*.example.com", "localhost"] {
            assert!(is_hostname(good), "{good}");
        }
        for bad in ["", "*", "*.", "a.*.b", "10.0.0.1", "Shop.example.com", "http://a", "a:80"] {
            assert!(!is_hostname(bad), "{bad}");
        }
    }

    #[test]
    fn a_url_has_a_host_and_no_credential() {
        check(
            is_url,
            &["http://prometheus:9090", "https://[::1]:6443/a/b/"],
            &[
                "",
                "prometheus:9090",
                "http://",
                "http:///x",
                "http://:80",
                "https://u:p@h",
                "http://h?x=1",
                "http://h h",
                "ftp://h",
            ],
        );
    }

    #[test]
    fn a_label_of_a_metric_is_a_word() {
        check(is_metric_label, &["slot", "kgas_dev_slot", "_x1"], &["", "kgas.dev/slot", "1slot", "__name__", "a-b"]);
    }

    #[test]
    fn a_pause_is_no_busy_loop() {
        check(is_pause, &["100ms", "1s", "1h"], &["99ms", "1ns", "0s", "soon", "5"]);
    }

    #[test]
    fn certificates_are_pem() {
        let pem = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n";
        check(is_pem, &[pem], &["", "MII=", "/etc/ca.pem"]);
        check(is_pem_or_base64, &[pem, "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"], &["", "MII=", "/etc/ca.pem"]);
    }

    #[test]
    fn a_cluster_is_named_by_its_id() {
        check(is_cluster_id, &["aws/eu-west-1/prod"], &["prod", "", "aws/eu-west-1"]);
    }
}
