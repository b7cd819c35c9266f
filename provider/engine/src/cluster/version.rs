//! A Kubernetes minor version, which is what control planes and pools are moved between.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A minor version such as `1.34`. Patches and builds are the cloud's business and are dropped on parsing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Minor {
    /// The number before the dot.
    pub major: u16,
    /// The number after it.
    pub minor: u16,
}

impl Minor {
    /// `major.minor`.
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// The minor after this one, the only one a control plane can be moved to.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { major: self.major, minor: self.minor.saturating_add(1) }
    }

    /// How many minor steps up from `self` to `to`; negative for a downgrade, `None` across major versions.
    ///
    /// ```
    /// use kgas_engine::cluster::Minor;
    /// assert_eq!(Minor::new(1, 33).steps_to(Minor::new(1, 35)), Some(2));
    /// assert_eq!(Minor::new(1, 33).steps_to(Minor::new(1, 32)), Some(-1));
    /// ```
    #[must_use]
    pub fn steps_to(self, to: Self) -> Option<i32> {
        (self.major == to.major).then(|| i32::from(to.minor) - i32::from(self.minor))
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A text that names no Kubernetes version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Kubernetes version; write it as \"1.34\"")]
pub struct NotAVersion(pub String);

impl FromStr for Minor {
    type Err = NotAVersion;

    /// Reads `1.34`, `1.34.2`, `v1.34.2-eks-1a2b3c` or `1.34.1-gke.100` as `1.34`.
    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let bad = || NotAVersion(text.to_owned());
        let mut parts = text.strip_prefix('v').unwrap_or(text).splitn(3, '.');
        let number = |part: Option<&str>| {
            part.filter(|p| p.bytes().all(|b| b.is_ascii_digit())).and_then(|p| p.parse().ok()).ok_or_else(bad)
        };
        Ok(Self { major: number(parts.next())?, minor: number(parts.next())? })
    }
}

#[cfg(test)]
mod tests {
    use super::{Minor, NotAVersion};

    #[test]
    fn versions_of_every_cloud_are_read_and_nothing_else() {
        for text in ["1.34", "v1.34", "1.34.2", "v1.34.2-eks-1a2b3c", "1.34.1-gke.100"] {
            assert_eq!(text.parse(), Ok(Minor::new(1, 34)), "{text}");
        }
        for text in ["", "1", "1.", "latest", "1.x", "+1.34", "1.34-eks", "1.99999999"] {
            assert_eq!(text.parse::<Minor>(), Err(NotAVersion(text.into())), "{text}");
        }
    }
}
