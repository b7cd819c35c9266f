//! Where objects are.

use std::fmt;

use crate::encoding::encode;

use super::{Kind, Name, Namespace};

/// Where one object is; [`Kind::at`] makes one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub(super) kind: Kind,
    pub(super) namespace: Option<Namespace>,
    pub(super) name: Name,
}

impl Place {
    /// The place of a namespace itself.
    #[must_use]
    pub fn of_namespace(namespace: &Namespace) -> Self {
        Self { kind: Kind::NAMESPACE, namespace: None, name: namespace.into() }
    }

    /// What is there.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its namespace, unless it lives in none.
    #[must_use]
    pub const fn namespace(&self) -> Option<&Namespace> {
        self.namespace.as_ref()
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The object's path.
    pub(super) fn path(&self) -> String {
        format!("{}/{}", collection(self.kind, self.namespace.as_ref()), encode(self.name.as_str()))
    }

    /// The path of all objects of this kind beside it.
    pub(super) fn collection(&self) -> String {
        collection(self.kind, self.namespace.as_ref())
    }
}

/// The path of all objects of a kind, in one namespace or in all.
pub(super) fn collection(kind: Kind, namespace: Option<&Namespace>) -> String {
    let root = if kind.group.is_empty() { "/api".to_owned() } else { format!("/apis/{}", kind.group) };
    let scope = namespace.map(|name| format!("/namespaces/{}", encode(name.as_str()))).unwrap_or_default();
    format!("{root}/{}{scope}/{}", kind.version, kind.plural)
}

impl fmt::Display for Place {
    /// `Deployment shop/api`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{} {namespace}/{}", self.kind.kind, self.name),
            None => write!(f, "{} {}", self.kind.kind, self.name),
        }
    }
}
