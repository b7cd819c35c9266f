//! What may stand in a path, parsed before it gets there.
//!
//! Source: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>.

pub use crate::name::NameError;

name!(
    300,
    /// The name of an object. Some kinds allow less than this; the API server says so.
    Name,
    "the name of a Kubernetes object",
    "1 to 253 lower-case letters, digits, hyphens and dots, each part between dots with a letter or digit at both ends",
    |text| text.len() <= 253 && text.split('.').all(is_label)
);
name!(
    300,
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
