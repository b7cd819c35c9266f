//! Parameters of the query protocols, and of a query string: `Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-0a`.
use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

/// Names and values, in the order of the names; a name given twice keeps all its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Params(BTreeMap<String, Vec<String>>);

impl Params {
    /// Reads `application/x-www-form-urlencoded` text.
    pub(crate) fn parse(text: &str) -> Self {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            all.entry(decode(name)).or_default().push(decode(value));
        }
        Self(all)
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).and_then(|values| values.into_iter().next())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(|values| values.first()).map(String::as_str)
    }

    /// All values of a name that may be repeated, as `tagKeys=a&tagKeys=b`.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.0.get(name).cloned().unwrap_or_default()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// The values of a list: `VpcId.1`, `VpcId.2`, or with `member` between.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        self.items(name).into_iter().filter_map(|item| item.get("").map(str::to_owned)).collect()
    }

    /// The members of a list of structures, each with its own names.
    pub(crate) fn items(&self, name: &str) -> Vec<Self> {
        let mut found: BTreeMap<u32, Self> = BTreeMap::new();
        for (key, values) in &self.0 {
            let Some(rest) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')) else { continue };
            let rest = rest.strip_prefix("member.").unwrap_or(rest);
            let (number, inner) = rest.split_once('.').unwrap_or((rest, ""));
            let Ok(number) = number.parse() else { continue };
            found.entry(number).or_default().0.insert(inner.to_owned(), values.clone());
        }
        found.into_values().collect()
    }

    /// The members of one structure: `LaunchTemplateData.ImageId` becomes `ImageId`.
    pub(crate) fn inside(&self, name: &str) -> Self {
        let start = format!("{name}.");
        let inner =
            self.0.iter().filter_map(|(key, values)| Some((key.strip_prefix(&start)?.to_owned(), values.clone())));
        Self(inner.collect())
    }

    /// The first part of every name, each once.
    pub(crate) fn heads(&self) -> BTreeSet<String> {
        self.0.keys().filter_map(|key| key.split('.').next()).map(str::to_owned).collect()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, values)| Some((name.as_str(), values.first()?.as_str())))
    }
}

/// Undoes form encoding of one name or value.
fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::Params;

    #[test]
    fn lists_and_structures_are_read_in_the_order_of_their_numbers() {
        let params = Params::parse("V.10=c&V.2=b&V.1=a%20%2B&T.member.1.Key=k&T.member.1.Value=v&D.Ebs.Size=8&t=1&t=2");
        assert_eq!(params.list("V"), ["a +", "b", "c"]);
        let [tag] = &params.items("T")[..] else { panic!("one tag") };
        assert_eq!((tag.get("Key"), tag.get("Value")), (Some("k"), Some("v")));
        assert_eq!(params.inside("D").get("Ebs.Size"), Some("8"));
        assert_eq!(params.all("t"), ["1", "2"]);
        assert_eq!(params.heads().into_iter().collect::<Vec<_>>(), ["D", "T", "V", "t"]);
    }
}
