//! Filters: `Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-0a`. A filter's name is the path of a member in kebab case.
use serde_json::Value;

use super::Thing;
use crate::call::Refusal;
use crate::params::Params;

/// One filter: any of its values is enough.
pub(crate) struct Filter {
    name: String,
    values: Vec<String>,
}

/// Reads the filters of a call; NAT gateways call theirs `Filter` too.
pub(crate) fn read(params: &Params) -> Result<Vec<Filter>, Refusal> {
    let read = |item: &Params| {
        let name = item.get("Name").map(str::to_owned);
        let name = name.ok_or_else(|| Refusal::of(400, "InvalidParameterValue", "A filter has no name"))?;
        Ok(Filter { name, values: item.list("Value") })
    };
    params.items("Filter").iter().map(read).collect()
}

impl Filter {
    /// Whether the object passes.
    pub(crate) fn admits(&self, thing: &Thing) -> bool {
        let fits = |text: &str| self.values.iter().any(|pattern| matches(pattern, text));
        if let Some(key) = self.name.strip_prefix("tag:") {
            return thing.tags.get(key).is_some_and(|value| fits(value));
        }
        if self.name == "tag-key" {
            return thing.tags.keys().any(|key| fits(key));
        }
        self.admits_members(&thing.doc)
    }

    /// Whether an object without tags passes, by its members alone.
    pub(crate) fn admits_members(&self, members: &Value) -> bool {
        let path: Vec<String> = alias(&self.name).split('.').map(camel).collect();
        let mut found = Vec::new();
        collect(members, &path, &mut found);
        found.iter().any(|text| self.values.iter().any(|pattern| matches(pattern, text)))
    }
}

/// Filters whose name is not the path of the member.
fn alias(name: &str) -> &str {
    match name {
        "state" => "state",
        "availability-zone" => "availabilityZone",
        "cidr" | "cidrBlock" | "cidr-block" => "cidrBlock",
        "group-id" => "groupId",
        "attachment.vpc-id" => "attachmentSet.vpcId",
        "attachment.instance-id" => "attachment.instanceId",
        "association.subnet-id" => "associationSet.subnetId",
        "association.main" => "associationSet.main",
        "route.nat-gateway-id" => "routeSet.natGatewayId",
        "launch-template-name" => "launchTemplateName",
        "instance-state-name" => "instanceState.name",
        "default-for-az" => "defaultForAz",
        other => other,
    }
}

/// `vpc-id` as the member is written: `vpcId`.
fn camel(kebab: &str) -> String {
    let mut words = kebab.split('-');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// Every scalar at the end of `path`, through lists.
fn collect(value: &Value, path: &[String], found: &mut Vec<String>) {
    match (value, path.split_first()) {
        (Value::Array(items), _) => items.iter().for_each(|item| collect(item, path, found)),
        (Value::Object(members), Some((name, rest))) => {
            if let Some(inner) = members.get(name) {
                collect(inner, rest, found);
            }
        }
        (Value::String(text), None) => found.push(text.clone()),
        (Value::Bool(_) | Value::Number(_), None) => found.push(value.to_string()),
        _ => {}
    }
}

/// Whether `text` fits a pattern with `*` for any run of characters and `?` for one.
fn matches(pattern: &str, text: &str) -> bool {
    match (pattern.chars().next(), text.chars().next()) {
        (None, None) => true,
        (Some('*'), _) => {
            matches(&pattern[1..], text) || text.chars().next().is_some_and(|c| matches(pattern, &text[c.len_utf8()..]))
        }
        (Some('?'), Some(c)) => matches(&pattern[1..], &text[c.len_utf8()..]),
        (Some(a), Some(b)) if a == b => matches(&pattern[a.len_utf8()..], &text[b.len_utf8()..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{camel, matches};

    #[test]
    fn patterns_match_as_in_ec2() {
        for (pattern, text, fits) in [
            ("a", "a", true),
            ("a", "b", false),
            ("*", "", true),
            ("aws-K8S-*", "aws-K8S-1", true),
            ("*b*", "abc", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} on {text}");
        }
        assert_eq!(camel("instance-owner-id"), "instanceOwnerId");
    }
}
