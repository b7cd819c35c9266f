//! Who owns an object: the value of its `kgas-owner` tag, and the idempotency tokens of the requests that make it.
//!
//! Both are pure functions of configuration. A process that is killed after a create was accepted leaves no memory;
//! the next one computes the same tag and finds the object to be its own.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digest;

/// The tag key under which every object of ours carries its [`OwnerTag`].
pub const OWNER_TAG_KEY: &str = "kgas-owner";

/// With what the keys of all our own tags begin.
pub const OWN_TAG_PREFIX: &str = "kgas-";

/// The value of the owner tag: 40 characters of lower-case hexadecimal, valid as a tag value or label on every cloud.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OwnerTag(String);

impl OwnerTag {
    /// The tag of one resource.
    ///
    /// * `owner`: the provider's `owner` setting, for example `shop/production`.
    /// * `resource_type`: for example `kgas_cluster`.
    /// * `scope`: where names are unique, for example an account and a region.
    /// * `name`: the resource's name in that scope.
    ///
    /// ```
    /// use kgas_engine::OwnerTag;
    /// let tag = OwnerTag::new("shop/production", "kgas_cluster", "aws/111122223333/eu-west-1", "prod");
    /// assert_eq!(tag, OwnerTag::new("shop/production", "kgas_cluster", "aws/111122223333/eu-west-1", "prod"));
    /// assert_ne!(tag, OwnerTag::new("shop/production", "kgas_cluster", "aws/111122223333/eu-west-2", "prod"));
    /// ```
    #[must_use]
    pub fn new(owner: &str, resource_type: &str, scope: &str, name: &str) -> Self {
        let mut value = digest::hex(&["owner", owner, resource_type, scope, name]);
        value.truncate(40);
        Self(value)
    }

    /// The value as it is written into the tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The idempotency token of one create: the same for every attempt at the same thing, different for another thing.
    ///
    /// * `action`: what is created, for example `create-cluster`.
    /// * `content`: the fields that may not change between attempts; a cloud refuses a token that comes back with
    ///   another body.
    ///
    /// 64 characters or fewer, in `[a-z0-9-]`, as EKS and EC2 take them.
    #[must_use]
    pub fn idempotency_token(&self, action: &str, content: &[&str]) -> String {
        let mut parts = vec!["token", &self.0, action];
        parts.extend_from_slice(content);
        let mut token = digest::hex(&parts);
        token.truncate(40);
        format!("kgas-{token}")
    }
}

impl fmt::Display for OwnerTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::OwnerTag;

    #[test]
    fn every_field_tells_two_owners_apart() {
        let fields = ["shop", "kgas_cluster", "aws/eu-west-1", "prod"];
        let tag = |f: [&str; 4]| OwnerTag::new(f[0], f[1], f[2], f[3]);
        for changed in 0..4 {
            let mut other = fields;
            other[changed] = "other";
            assert_ne!(tag(fields), tag(other), "field {changed}");
        }
    }

    #[test]
    fn a_token_follows_owner_action_and_content() {
        let tag = OwnerTag::new("shop", "kgas_cluster", "aws/eu-west-1", "prod");
        let token = tag.idempotency_token("create-cluster", &["1.34"]);
        assert_eq!(token, tag.idempotency_token("create-cluster", &["1.34"]));
        assert_ne!(token, tag.idempotency_token("create-cluster", &["1.35"]));
        assert_ne!(token, tag.idempotency_token("create-pool", &["1.34"]));
        assert!(token.len() <= 64 && token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    }
}
