//! Types of values, and their JSON form in schemas and dynamic values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `bool`.
    Bool,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// Any type; each value says its own.
    Dynamic,
    /// `list(T)`.
    List(Box<Type>),
    /// `set(T)`.
    Set(Box<Type>),
    /// `map(T)`.
    Map(Box<Type>),
    /// `object({...})`, with the names of attributes that may be left out when converting.
    Object(BTreeMap<String, Type>, BTreeSet<String>),
    /// `tuple([...])`.
    Tuple(Vec<Type>),
}

/// The JSON is not a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a type: {0}")]
pub struct TypeError(String);

impl Type {
    /// An object type in which no attribute is optional.
    #[must_use]
    pub fn object(attributes: impl IntoIterator<Item = (impl Into<String>, Type)>) -> Self {
        Self::Object(attributes.into_iter().map(|(name, ty)| (name.into(), ty)).collect(), BTreeSet::new())
    }

    /// The JSON form: `"string"`, `["list","string"]`, `["object",{...},["optional"]]`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Bool => json!("bool"),
            Self::Number => json!("number"),
            Self::String => json!("string"),
            Self::Dynamic => json!("dynamic"),
            Self::List(element) => json!(["list", element.to_json()]),
            Self::Set(element) => json!(["set", element.to_json()]),
            Self::Map(element) => json!(["map", element.to_json()]),
            Self::Tuple(elements) => json!(["tuple", elements.iter().map(Self::to_json).collect::<Vec<_>>()]),
            Self::Object(attributes, optional) => {
                let attributes: serde_json::Map<_, _> =
                    attributes.iter().map(|(name, ty)| (name.clone(), ty.to_json())).collect();
                if optional.is_empty() {
                    json!(["object", attributes])
                } else {
                    json!(["object", attributes, optional])
                }
            }
        }
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// [`TypeError`] names the part that is not a type. Nesting is bounded by the JSON parser, at 128.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TypeError> {
        let json = serde_json::from_slice(bytes).map_err(|err| TypeError(err.to_string()))?;
        Self::from_json_value(&json)
    }

    fn from_json_value(json: &Json) -> Result<Self, TypeError> {
        let wrong = || TypeError(json.to_string().chars().take(80).collect());
        let parts = match json {
            Json::String(name) => {
                return match name.as_str() {
                    "bool" => Ok(Self::Bool),
                    "number" => Ok(Self::Number),
                    "string" => Ok(Self::String),
                    "dynamic" => Ok(Self::Dynamic),
                    _ => Err(wrong()),
                };
            }
            Json::Array(parts) => parts.as_slice(),
            _ => return Err(wrong()),
        };
        let boxed = |element: &Json| Self::from_json_value(element).map(Box::new);
        match parts {
            [Json::String(kind), element] if kind == "list" => boxed(element).map(Self::List),
            [Json::String(kind), element] if kind == "set" => boxed(element).map(Self::Set),
            [Json::String(kind), element] if kind == "map" => boxed(element).map(Self::Map),
            [Json::String(kind), Json::Array(elements)] if kind == "tuple" => {
                elements.iter().map(Self::from_json_value).collect::<Result<_, _>>().map(Self::Tuple)
            }
            [Json::String(kind), Json::Object(attributes), rest @ ..] if kind == "object" && rest.len() <= 1 => {
                let attributes = attributes
                    .iter()
                    .map(|(name, ty)| Ok((name.clone(), Self::from_json_value(ty)?)))
                    .collect::<Result<BTreeMap<_, _>, TypeError>>()?;
                let optional = match rest {
                    [] => BTreeSet::new(),
                    [Json::Array(names)] => {
                        names.iter().map(|n| n.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or_else(wrong)?
                    }
                    _ => return Err(wrong()),
                };
                Ok(Self::Object(attributes, optional))
            }
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_form_reads_back() {
        for text in [
            r#""string""#,
            r#"["list","number"]"#,
            r#"["set",["map","bool"]]"#,
            r#"["object",{"k":["tuple",["number","string"]]}]"#,
            r#"["object",{"a":"dynamic"},["a"]]"#,
        ] {
            assert_eq!(Type::from_json(text.as_bytes()).unwrap().to_json().to_string(), text);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "null", r#""text""#, r#"["list"]"#, r#"["object",["a"]]"#, r#"["object",{},"a"]"#] {
            assert!(Type::from_json(text.as_bytes()).is_err(), "{text}");
        }
        assert!(Type::from_json("[\"list\",".repeat(1_000).as_bytes()).is_err());
    }
}
