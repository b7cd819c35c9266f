//! Answers that are not the service's.

use bytes::Bytes;
use http::Response;
use serde_json::Value;
use serde_json::error::Category;

use crate::ApiError;

/// An answer that is not the service's.
pub(crate) fn malformed(answer: &Response<Bytes>, why: &str) -> ApiError {
    ApiError::Malformed { status: answer.status().as_u16(), length: answer.body().len(), why: why.to_owned() }
}

/// What is wrong with JSON, without a word of it: it may hold secrets.
pub(crate) fn describe(err: &serde_json::Error) -> String {
    let text = err.to_string();
    match err.classify() {
        Category::Data if text.starts_with("missing field") => text,
        Category::Data => "a field is not of its documented type".to_owned(),
        _ => format!("not JSON at line {} column {}", err.line(), err.column()),
    }
}

/// Takes every field away that is null: to these services it is the same as absent.
pub(crate) fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
