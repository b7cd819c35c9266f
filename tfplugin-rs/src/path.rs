//! Where in a value something is.

use std::fmt;

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute of an object, or a block by its name.
    Attribute(String),
    /// An element of a map.
    Key(String),
    /// An element of a list or tuple.
    Index(usize),
    /// Some element of a set. It has no address: on the wire a path ends at the set.
    Element,
}

/// The way from a resource's root to one of its values. Elements of sets have no address: what is beyond one is for people
/// to read, and no value is found there.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The whole resource.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// This path and one attribute further.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>) -> Self {
        self.0.push(Step::Attribute(name.into()));
        self
    }

    /// This path and one map element further.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(Step::Key(key.into()));
        self
    }

    /// This path and one list element further.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }

    /// This path and into some element of a set.
    #[must_use]
    pub fn element(mut self) -> Self {
        self.0.push(Step::Element);
        self
    }

    /// This path, and `rest` from there.
    #[must_use]
    pub fn join(mut self, rest: Path) -> Self {
        self.0.extend(rest.0);
        self
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// This path as far as it has an address, which is what the wire carries: it ends at a set.
    #[must_use]
    pub fn addressable(mut self) -> Self {
        let end = self.0.iter().position(|step| *step == Step::Element).unwrap_or(self.0.len());
        self.0.truncate(end);
        self
    }

    /// Whether this path leads to `other`, or into it.
    #[must_use]
    pub fn starts_with(&self, other: &Path) -> bool {
        self.0.starts_with(&other.0)
    }
}

/// Attributes by name, one after the other, as in `"network.subnet_ids"`. Keys and indices need the builder.
impl From<&str> for Path {
    fn from(names: &str) -> Self {
        names.split('.').filter(|name| !name.is_empty()).fold(Self::root(), Self::attribute)
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

/// As it is written in HCL: `node_pools["workers"].taints[0].key`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => write!(f, "{name}")?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Element => write!(f, "[*]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_hcl() {
        let path = Path::from("node_pools").key("a b").attribute("taints").index(0).attribute("key");
        assert_eq!(path.to_string(), r#"node_pools["a b"].taints[0].key"#);
        assert!(path.starts_with(&Path::from("node_pools")));
        assert_eq!(Path::from("rules").element().attribute("port").to_string(), "rules[*].port");
        assert_eq!(Path::from("rules").element().attribute("port").addressable(), Path::from("rules"));
        assert_eq!(
            Path::from("network.create.cidr"),
            Path::root().attribute("network").attribute("create").attribute("cidr")
        );
        assert_eq!(Path::root().to_string(), "");
    }
}
