//! What a configured value must be, beyond its type.

use tfplugin_rs::value::Value;

use super::cidr::Cidr;

/// `1.34`, without a patch and without zeros in front.
pub(super) fn is_minor_version(value: &Value) -> bool {
    let Value::String(text) = value else { return false };
    let is_number = |part: &str| {
        !part.is_empty()
            && part.len() <= 3
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    matches!(text.split_once('.'), Some((major, minor)) if is_number(major) && is_number(minor))
}

/// The settings of an add-on.
pub(super) fn is_json_object(value: &Value) -> bool {
    let Value::String(text) = value else { return false };
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|json| json.is_object())
}

/// `2` or `10%`: at least one, at most a hundred.
pub(super) fn is_surge(value: &Value) -> bool {
    let Value::String(text) = value else { return false };
    let number = text.strip_suffix('%').unwrap_or(text);
    number.bytes().all(|b| b.is_ascii_digit()) && number.parse::<u8>().is_ok_and(|n| (1..=100).contains(&n))
}

/// Large enough to be cut into sixteen subnets, small enough for a cloud's network.
pub(super) fn is_network(value: &Value) -> bool {
    let Value::String(text) = value else { return false };
    text.parse::<Cidr>().is_ok_and(|network| (16..=24).contains(&network.prefix()))
}

/// Private addresses, few enough and many enough for Services.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html>.
pub(super) fn is_service_network(value: &Value) -> bool {
    let Value::String(text) = value else { return false };
    let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    let within =
        |network: Cidr| private.iter().filter_map(|all| all.parse::<Cidr>().ok()).any(|all| all.contains(network));
    text.parse::<Cidr>().is_ok_and(|network| (12..=24).contains(&network.prefix()) && within(network))
}

/// The ARN of a key itself: an alias is shown as the key that it stands for, and would differ from it for ever.
pub(super) fn is_key_arn(value: &Value) -> bool {
    let Value::String(text) = value else { return false };
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let key = |resource: &str| resource.strip_prefix("key/").is_some_and(|id| !id.is_empty());
    matches!(parts[..], ["arn", _, "kms", _, _, resource] if key(resource))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::predicates::check;

    #[test]
    fn a_version_is_a_minor_one() {
        check(
            is_minor_version,
            &["1.34", "1.9", "2.0"],
            &["1", "1.", "1.34.2", "v1.34", "1.034", "latest", "1.-3", ""],
        );
    }

    #[test]
    fn settings_are_an_object() {
        check(is_json_object, &["{}", r#"{"replicas":2}"#], &["", "[]", "null", "{", "1"]);
    }

    #[test]
    fn a_network_can_be_cut() {
        check(
            is_network,
            &["10.0.0.0/16", "192.168.4.0/24"],
            &["10.0.0.0/8", "10.0.0.0/25", "10.0.0.1/16", "::/16", "x"],
        );
    }

    #[test]
    fn services_have_private_addresses() {
        check(
            is_service_network,
            &["10.100.0.0/16", "172.20.0.0/16", "172.16.0.0/12", "192.168.4.0/24"],
            &["10.0.0.0/8", "10.0.0.0/25", "100.64.0.0/16", "172.32.0.0/16", "10.0.0.1/16", "fd00::/108", "x"],
        );
    }

    #[test]
    fn a_key_is_named_by_its_own_arn() {
        check(
            is_key_arn,
            &["arn:aws:kms:eu-west-1:123456789012:key/1234abcd", "arn:aws-cn:kms:cn-north-1:1:key/mrk-1"],
            &[
                "arn:aws:kms:eu-west-1:123456789012:alias/prod",
                "arn:aws:iam::123456789012:role/key",
                "arn:aws:kms:eu-west-1:123456789012:key/",
                "alias/prod",
                "1234abcd",
                "",
            ],
        );
    }

    #[test]
    fn a_surge_is_a_number_or_a_share() {
        check(is_surge, &["1", "100", "10%", "100%"], &["0", "0%", "101%", "-1", "ten", "%", "", "1.5%", "+1"]);
    }
}
