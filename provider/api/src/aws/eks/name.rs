//! What may stand in a path, parsed before it gets there.

use std::fmt;

/// Why a text is not such a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {what}: {rule}")]
pub struct NameError {
    /// What was wanted, with its article.
    pub what: &'static str,
    /// What was given.
    pub text: String,
    /// What would do.
    pub rule: &'static str,
}

macro_rules! name {
    ($(#[$meta:meta])* $name:ident, $what:literal, $rule:literal, $holds:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("Parses ", $what, ": ", $rule, ".")]
            ///
            /// # Errors
            /// [`NameError`] if the text is not that.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                let holds: fn(&str) -> bool = $holds;
                if holds(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(NameError { what: $what, text: text.chars().take(200).collect(), rule: $rule })
                }
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// The name of a cluster.
    ClusterName,
    "a cluster's name",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
name!(
    /// The name of a node group.
    NodegroupName,
    "a node group's name",
    "1 to 63 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 63)
);
name!(
    /// The name of an add-on, such as `vpc-cni`.
    AddonName,
    "an add-on's name",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
name!(
    /// The id of an update, as EKS gave it.
    UpdateId,
    "an update's id",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
name!(
    /// The id of a pod identity association, as EKS gave it.
    AssociationId,
    "a pod identity association's id",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
name!(
    /// The id of an insight, as EKS gave it.
    InsightId,
    "an insight's id",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
name!(
    /// An Amazon Resource Name. Its slashes are encoded in a path.
    Arn,
    "an ARN",
    "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE in at most 2048 printable ASCII characters",
    |text| {
        let mut parts = text.splitn(6, ':');
        text.len() <= 2_048
            && text.bytes().all(|byte| byte.is_ascii_graphic())
            && parts.next() == Some("arn")
            && parts.next().is_some_and(|partition| partition.starts_with("aws"))
            && parts.next().is_some_and(|service| !service.is_empty())
            && parts.nth(2).is_some_and(|resource| !resource.is_empty())
    }
);

fn word(text: &str, longest: usize) -> bool {
    text.len() <= longest
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
