//! What may stand in a path, parsed before it gets there.

pub use crate::name::NameError;

/// Names that stand in bodies too.
macro_rules! text {
    ($(#[$meta:meta])* $name:ident, $($rule:tt)+) => {
        name!(200, $(#[$meta])* #[derive(serde::Serialize)] #[serde(transparent)] $name, $($rule)+);
    };
}

text!(
    /// The name of a cluster.
    ClusterName,
    "a cluster's name",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
text!(
    /// The name of a node group.
    NodegroupName,
    "a node group's name",
    "1 to 63 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 63)
);
text!(
    /// The name of an add-on, such as `vpc-cni`.
    AddonName,
    "an add-on's name",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
text!(
    /// The id of an update, as EKS gave it.
    UpdateId,
    "an update's id",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
text!(
    /// The id of a pod identity association, as EKS gave it.
    AssociationId,
    "a pod identity association's id",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
text!(
    /// The id of an insight, as EKS gave it.
    InsightId,
    "an insight's id",
    "1 to 100 letters, digits, hyphens and underscores, the first a letter or digit",
    |text| word(text, 100)
);
text!(
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
