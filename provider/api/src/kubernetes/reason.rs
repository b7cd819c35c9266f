//! What a refusal means, told apart by more than its code.

use crate::{Details, Refusal};

use super::refusal::names_an_object;

/// What a refusal of a Kubernetes API means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// There is no such object.
    ObjectNotFound,
    /// There is no such namespace: nothing can be made in it.
    NamespaceNotFound,
    /// The namespace is being deleted: nothing can be made in it.
    NamespaceTerminating,
    /// The server does not serve this kind of object: its CRD is not installed, or not in this version. Or it is not
    /// a Kubernetes API at all.
    KindNotServed,
    /// There is one of this name already.
    AlreadyExists,
    /// The object is not the one that was read: its `resourceVersion` or `uid` is another.
    Conflict,
    /// Others own fields that were to be applied; [`field_conflicts`] names them.
    FieldConflict,
    /// A JSON Patch does not fit the object: a `test` failed, or there is nothing at a path. The server does not say which.
    PatchDoesNotFit,
    /// The object would break the rules of its kind; [`Details::causes`] says how.
    Invalid,
    /// A quota is used up.
    QuotaExceeded,
    /// An admission webhook or policy does not want it.
    AdmissionDenied,
    /// The identity may not do this.
    Forbidden,
    /// The identity is not known.
    Unauthorized,
    /// The page token or version is too old: list anew.
    Expired,
    /// Anything else.
    Other,
}

impl Reason {
    /// What a refusal means.
    #[must_use]
    pub fn of(refusal: &Refusal) -> Self {
        let details = refusal.details.as_deref();
        let says = |words: &str| refusal.message.contains(words);
        let has_cause = |reason: &str| causes(details).any(|cause| cause.reason == reason);
        // A webhook may answer with any status and code, a policy with some; their words are the server's.
        if (says("admission webhook ") || says("ValidatingAdmissionPolicy ")) && says(" denied ") {
            return Self::AdmissionDenied;
        }
        match (refusal.status, refusal.code.as_str()) {
            (404, _) => match details {
                Some(about) if about.kind == "namespaces" && names_an_object(about) => Self::NamespaceNotFound,
                Some(about) if names_an_object(about) => Self::ObjectNotFound,
                _ => Self::KindNotServed,
            },
            (409, "AlreadyExists") => Self::AlreadyExists,
            (409, _) if has_cause("FieldManagerConflict") => Self::FieldConflict,
            (409, _) => Self::Conflict,
            (422, _) if details.is_none_or(|about| about.causes.is_empty() && !names_an_object(about)) => {
                Self::PatchDoesNotFit
            }
            (422, _) | (400, "Invalid" | "BadRequest") => Self::Invalid,
            // What does not fit the schema of a server-side apply comes as an internal error without a reason.
            (500, _) if says("failed to create typed patch object") => Self::Invalid,
            (403, _) if has_cause("NamespaceTerminating") => Self::NamespaceTerminating,
            (403, _) if says("exceeded quota: ") => Self::QuotaExceeded,
            (403, _) if says("violates PodSecurity ") => Self::AdmissionDenied,
            (403, _) => Self::Forbidden,
            (401, _) => Self::Unauthorized,
            (410, _) => Self::Expired,
            _ => Self::Other,
        }
    }
}

/// Somebody else's field that was to be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldConflict {
    /// Whose it is; empty if the server does not say.
    pub manager: String,
    /// Which, such as `.spec.replicas`.
    pub field: String,
}

/// The fields of others that a refused apply was about.
/// Source: <https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts>.
#[must_use]
pub fn field_conflicts(refusal: &Refusal) -> Vec<FieldConflict> {
    let conflicts = causes(refusal.details.as_deref()).filter(|cause| cause.reason == "FieldManagerConflict");
    let conflict = |cause: &crate::Cause| FieldConflict {
        manager: cause.message.split('"').nth(1).unwrap_or_default().to_owned(),
        field: cause.field.clone(),
    };
    conflicts.map(conflict).collect()
}

fn causes(details: Option<&Details>) -> impl Iterator<Item = &crate::Cause> {
    details.into_iter().flat_map(|details| &details.causes)
}
