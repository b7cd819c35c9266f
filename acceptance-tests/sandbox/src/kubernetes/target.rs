//! What a path leads to.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris>.
use super::kind::{Kind, Trait};
use super::refusal;
use crate::call::Refusal;

/// An object, a part of one, or the objects of a kind.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) kind: &'static Kind,
    /// Empty for what is in no namespace, and for the objects of all of them.
    pub(crate) namespace: String,
    /// Empty for a collection.
    pub(crate) name: String,
    pub(crate) part: Part,
}

/// A subresource, or the object itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    Status,
    Scale,
}

impl Part {
    /// As the path and the managed fields name it; empty for the whole.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Status => "status",
            Self::Scale => "scale",
        }
    }
}

impl Target {
    /// The target of a decoded path below `/api` or `/apis`.
    ///
    /// # Errors
    /// 404 for what is no kind that is kept.
    pub(super) fn of(path: &str) -> Result<Self, Refusal> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let (group, version, rest) = match &parts[..] {
            ["api", version, rest @ ..] => ("", *version, rest),
            ["apis", group, version, rest @ ..] => (*group, *version, rest),
            _ => return Err(refusal::no_such_path()),
        };
        let (namespace, rest) = match rest {
            // A namespace itself, or a part of it.
            ["namespaces", _] | ["namespaces", _, "status" | "finalize"] => ("", rest),
            ["namespaces", namespace, rest @ ..] => (*namespace, rest),
            _ => ("", rest),
        };
        let (plural, name, part) = match rest {
            [plural] => (*plural, "", ""),
            [plural, name] => (*plural, *name, ""),
            [plural, name, part] => (*plural, *name, *part),
            _ => return Err(refusal::no_such_path()),
        };
        let kind = Kind::at(group, version, plural).ok_or_else(refusal::no_such_path)?;
        let part = match part {
            "" => Part::Whole,
            "status" if kind.has(Trait::Status) => Part::Status,
            "scale" if kind.has(Trait::Scale) => Part::Scale,
            _ => return Err(refusal::no_such_path()),
        };
        // Objects are in a namespace or not, and only collections are in all of them.
        if kind.namespaced == namespace.is_empty() && !(kind.namespaced && name.is_empty()) {
            return Err(refusal::no_such_path());
        }
        Ok(Self { kind, namespace: namespace.to_owned(), name: name.to_owned(), part })
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Target};

    #[test]
    fn a_path_leads_to_an_object_a_part_of_one_or_all_of_a_kind() {
        for (path, wanted) in [
            ("/api/v1/namespaces", "Namespace .."),
            ("/api/v1/namespaces/shop", "Namespace ..shop"),
            ("/api/v1/namespaces/shop/status", "Namespace ..shop/status"),
            ("/api/v1/namespaces/shop/services", "Service shop.."),
            ("/api/v1/services", "Service .."),
            ("/apis/apps/v1/namespaces/shop/deployments/api/scale", "Deployment shop..api/scale"),
            ("/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/api", "HTTPRoute shop..api"),
        ] {
            let target = Target::of(path).unwrap_or_else(|refusal| panic!("{path}: {}", refusal.message));
            let part = if target.part == Part::Whole { "" } else { "/" };
            let Target { kind, namespace, name, .. } = &target;
            assert_eq!(format!("{} {namespace}..{name}{part}{}", kind.name, target.part.name()), wanted);
        }
        for path in [
            "/",
            "/api/v1",
            "/api/v2/namespaces/shop",
            "/apis/apps/v1/deployments/api",
            "/apis/apps/v1/namespaces/shop/deployments/api/status/x",
            "/api/v1/namespaces/shop/configmaps/a/scale",
            "/api/v1/namespaces/shop/namespaces/a",
        ] {
            assert!(Target::of(path).is_err(), "{path}");
        }
    }
}
