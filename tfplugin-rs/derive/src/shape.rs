//! What can be told from the written type of a field.

use syn::{GenericArgument, PathArguments, Type};

/// How a field's type treats a value that is absent or not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `T`: there, and known.
    Plain,
    /// `Option<T>`: may be absent.
    Option,
    /// `Attr<T>`: may be absent, or not known yet.
    Attr,
}

/// The shape of a type, and the type inside.
pub(crate) fn of(ty: &Type) -> (Shape, &Type) {
    match (last_name(ty).as_deref(), argument(ty)) {
        (Some("Option"), Some(inner)) => (Shape::Option, inner),
        (Some("Attr"), Some(inner)) => (Shape::Attr, inner),
        _ => (Shape::Plain, ty),
    }
}

/// Whether it is written as one of the collections that can be empty.
pub(crate) fn is_collection(ty: &Type) -> bool {
    matches!(last_name(ty).as_deref(), Some("Vec" | "BTreeSet" | "BTreeMap"))
}

/// Whether it is written as a set.
pub(crate) fn is_set(ty: &Type) -> bool {
    last_name(ty).as_deref() == Some("BTreeSet")
}

fn last_name(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    Some(path.path.segments.last()?.ident.to_string())
}

fn argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}
