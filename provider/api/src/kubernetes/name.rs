//! What may stand in a path, parsed before it gets there.
//!
//! Source: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>.

use std::fmt;

/// Why a text is not such a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {what}: {rule}")]
pub struct NameError {
    /// What was wanted, with its article.
    pub what: &'static str,
    /// What was given, its first 300 characters.
    pub text: String,
    /// What would do.
    pub rule: &'static str,
}

macro_rules! name {
    ($(#[$meta:meta])* $name:ident, $what:literal, $rule:literal, $holds:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
                    Err(NameError { what: $what, text: text.chars().take(300).collect(), rule: $rule })
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
    /// The name of an object. Some kinds allow less than this; the API server says so.
    Name,
    "the name of a Kubernetes object",
    "1 to 253 lower-case letters, digits, hyphens and dots, each part between dots with a letter or digit at both ends",
    |text| text.len() <= 253 && text.split('.').all(is_label)
);
name!(
    /// The name of a namespace.
    Namespace,
    "the name of a Kubernetes namespace",
    "1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends",
    |text| text.len() <= 63 && is_label(text)
);

impl From<&Namespace> for Name {
    /// A namespace is an object too.
    fn from(namespace: &Namespace) -> Self {
        Self(namespace.0.clone())
    }
}

fn is_label(text: &str) -> bool {
    let is_end = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = text.as_bytes();
    is_end(bytes.first())
        && is_end(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
}
