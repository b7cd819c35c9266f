//! Types and values as pages write them.

use crate::schema::{Attribute, Kind, Nesting};
use crate::value::{Type, Value};

/// A type in words: `Map of List of String`.
pub(super) fn ty(ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::String => "String".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::List(element) => format!("List of {}", self::ty(element)),
        Type::Set(element) => format!("Set of {}", self::ty(element)),
        Type::Map(element) => format!("Map of {}", self::ty(element)),
        Type::Object(..) => "Object".to_owned(),
        Type::Tuple(_) => "Tuple".to_owned(),
    }
}

/// A type as HCL writes it: `map(list(string))`.
pub(super) fn hcl_type(ty: &Type) -> String {
    let parts = |all: Vec<String>| all.join(", ");
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Number => "number".to_owned(),
        Type::String => "string".to_owned(),
        Type::Dynamic => "dynamic".to_owned(),
        Type::List(element) => format!("list({})", hcl_type(element)),
        Type::Set(element) => format!("set({})", hcl_type(element)),
        Type::Map(element) => format!("map({})", hcl_type(element)),
        Type::Object(attributes, _) => {
            let attributes = attributes.iter().map(|(name, ty)| format!("{name} = {}", hcl_type(ty)));
            format!("object({{ {} }})", parts(attributes.collect()))
        }
        Type::Tuple(elements) => format!("tuple([{}])", parts(elements.iter().map(hcl_type).collect())),
    }
}

/// What an attribute holds, in words.
pub(super) fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Value(ty) => self::ty(ty),
        Kind::Nested(Nesting::Single, _) => "Attributes".to_owned(),
        Kind::Nested(Nesting::List, _) => "Attributes List".to_owned(),
        Kind::Nested(Nesting::Set, _) => "Attributes Set".to_owned(),
        Kind::Nested(Nesting::Map, _) => "Attributes Map".to_owned(),
    }
}

/// The default of `attribute` as HCL. An object of which every part is the part's own default is `{}`.
pub(super) fn default(attribute: &Attribute) -> Option<String> {
    let default = attribute.default.as_ref()?;
    match (default, &attribute.kind) {
        (Value::Object(parts), Kind::Nested(_, inside)) => {
            let own = |name: &str| inside.iter().find(|one| one.name == name).and_then(|one| one.default.as_ref());
            let said = parts
                .iter()
                .filter(|(name, part)| own(name) != Some(part))
                .map(|(name, part)| (name.clone(), part.clone()));
            Some(hcl(&Value::Object(said.collect())))
        }
        (value, _) => Some(hcl(value)),
    }
}

/// A value as HCL. What is null is left out of objects.
fn hcl(value: &Value) -> String {
    let list = |all: &[Value]| format!("[{}]", all.iter().map(hcl).collect::<Vec<_>>().join(", "));
    match value {
        Value::Null | Value::Unknown(_) => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::List(all) | Value::Set(all) | Value::Tuple(all) => list(all),
        Value::Map(all) | Value::Object(all) => {
            let parts = all.iter().filter(|(_, part)| !part.is_null());
            let parts: Vec<_> = parts.map(|(name, part)| format!("{name} = {}", hcl(part))).collect();
            if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
        }
        Value::Dynamic(inner) => hcl(&inner.1),
    }
}
