//! State as Terraform stores it: JSON that only its type explains.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::path::Path;
use crate::value::{Type, Value};

/// The JSON is not a value of the type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StateJsonError {
    /// It is not JSON, or nested deeper than 128.
    #[error("it is not JSON: {0}")]
    NotJson(String),
    /// A part is not of its type. The value is not shown, it may be a secret.
    #[error("{path} is not {wanted}")]
    Misfit {
        /// Where.
        path: Path,
        /// What it had to be.
        wanted: String,
    },
}

/// Reads a value of type `ty`. Attributes that the JSON lacks are null; attributes that the type lacks are dropped, as a schema
/// may lose an attribute without a new version.
///
/// # Errors
/// [`StateJsonError`] names the part that does not fit.
pub(crate) fn from_json(bytes: &[u8], ty: &Type) -> Result<Value, StateJsonError> {
    let json: Json = serde_json::from_slice(bytes).map_err(|err| StateJsonError::NotJson(err.to_string()))?;
    read(&json, ty, &Path::root(), &|_| None)
}

/// Reads a value of type `ty`, except where `special` reads it.
///
/// # Errors
/// As [`from_json`].
pub(crate) fn read(
    json: &Json,
    ty: &Type,
    at: &Path,
    special: &dyn Fn(&Json) -> Option<Value>,
) -> Result<Value, StateJsonError> {
    if let Some(value) = special(json) {
        return Ok(value);
    }
    let read = |json: &Json, ty: &Type, at: &Path| read(json, ty, at, special);
    let elements = |all: &[Json], element: &Type| -> Result<Vec<Value>, StateJsonError> {
        all.iter().enumerate().map(|(index, json)| read(json, element, &at.clone().index(index))).collect()
    };
    let misfit = || StateJsonError::Misfit { path: at.clone(), wanted: format!("of type {}", ty.to_json()) };
    Ok(match (ty, json) {
        (_, Json::Null) => Value::Null,
        (Type::Bool, Json::Bool(flag)) => Value::Bool(*flag),
        (Type::Number, Json::Number(number)) => Value::Number(number.to_string().parse().map_err(|_| misfit())?),
        // Terraform writes numbers that JSON readers would round as text.
        (Type::Number, Json::String(number)) => Value::Number(number.parse().map_err(|_| misfit())?),
        (Type::String, Json::String(text)) => Value::String(text.clone()),
        (Type::List(element), Json::Array(all)) => Value::List(elements(all, element)?),
        (Type::Set(element), Json::Array(all)) => Value::set(elements(all, element)?),
        (Type::Tuple(types), Json::Array(all)) if types.len() == all.len() => {
            let one = |(index, (ty, json))| read(json, ty, &at.clone().index(index));
            Value::Tuple(types.iter().zip(all).enumerate().map(one).collect::<Result<_, _>>()?)
        }
        (Type::Map(element), Json::Object(all)) => {
            let one = |(key, json): (&String, &Json)| Ok((key.clone(), read(json, element, &at.clone().key(key))?));
            Value::Map(all.iter().map(one).collect::<Result<BTreeMap<_, _>, StateJsonError>>()?)
        }
        (Type::Object(types, _), Json::Object(all)) => {
            let one = |(name, ty): (&String, &Type)| {
                let json = all.get(name).unwrap_or(&Json::Null);
                Ok((name.clone(), read(json, ty, &at.clone().attribute(name))?))
            };
            Value::Object(types.iter().map(one).collect::<Result<BTreeMap<_, _>, StateJsonError>>()?)
        }
        (Type::Dynamic, Json::Object(all)) => {
            let (Some(ty), Some(value)) = (all.get("type"), all.get("value")) else { return Err(misfit()) };
            let ty = Type::from_json(ty.to_string().as_bytes()).map_err(|_| misfit())?;
            let value = read(value, &ty, at)?;
            if value.is_null() { Value::Null } else { Value::Dynamic(Box::new((ty, value))) }
        }
        _ => return Err(misfit()),
    })
}

/// Writes a value as Terraform stores it. What is unknown has no such form, and is null.
pub(crate) fn to_json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Unknown(_) => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(number) => {
            let text = number.to_string();
            text.parse().map_or(Json::String(text), Json::Number)
        }
        Value::String(text) => Json::String(text.clone()),
        Value::List(all) | Value::Set(all) | Value::Tuple(all) => Json::Array(all.iter().map(to_json).collect()),
        Value::Map(all) | Value::Object(all) => {
            Json::Object(all.iter().map(|(key, one)| (key.clone(), to_json(one))).collect())
        }
        Value::Dynamic(inner) => json!({ "type": inner.0.to_json(), "value": to_json(&inner.1) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ty: &str, json: &str, expected: &str) {
        let ty = Type::from_json(ty.as_bytes()).unwrap();
        let read = match from_json(json.as_bytes(), &ty) {
            Ok(value) => format!("{value:?}"),
            Err(err) => err.to_string(),
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn a_number_is_exact() {
        let exact: Value = Value::Number("18446744073709551617.25".parse().unwrap());
        check(r#""number""#, "18446744073709551617.25", &format!("{exact:?}"));
        check(r#""number""#, r#""18446744073709551617.25""#, &format!("{exact:?}"));
        assert_eq!(to_json(&exact).to_string(), "18446744073709551617.25");
    }

    #[test]
    fn a_schema_may_gain_and_lose_attributes() {
        let expected = Value::Object(BTreeMap::from([("a".to_owned(), "x".into()), ("b".to_owned(), Value::Null)]));
        check(r#"["object",{"a":"string","b":"string"}]"#, r#"{"a":"x","c":1}"#, &format!("{expected:?}"));
    }

    #[test]
    fn a_dynamic_value_brings_its_type() {
        let expected = Value::Dynamic(Box::new((Type::List(Box::new(Type::Bool)), Value::List(vec![true.into()]))));
        check(r#""dynamic""#, r#"{"type":["list","bool"],"value":[true]}"#, &format!("{expected:?}"));
        check(r#""dynamic""#, "null", "Null");
    }

    #[test]
    fn what_does_not_fit_is_named_and_not_shown() {
        check(r#"["object",{"a":["list","bool"]}]"#, r#"{"a":[true,"s3cr3t"]}"#, r#"a[1] is not of type "bool""#);
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let err = from_json("[".repeat(100_000).as_bytes(), &Type::Dynamic).unwrap_err();
        assert!(matches!(err, StateJsonError::NotJson(_)), "{err}");
    }
}
