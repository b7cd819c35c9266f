//! Answers of the XML protocols, written from the same values as the JSON ones.
use std::fmt::Write as _;

use serde_json::Value;

/// Writes `value` as the content of an element; the elements of a list are named `item`.
pub(crate) fn write(out: &mut String, value: &Value, item: &str) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => {
            let _ = write!(out, "{flag}");
        }
        Value::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Value::String(text) => escape(out, text),
        Value::Array(items) => items.iter().for_each(|inner| element(out, item, inner, item)),
        Value::Object(members) => {
            for (name, inner) in members.iter().filter(|(_, inner)| !inner.is_null()) {
                element(out, name, inner, item);
            }
        }
    }
}

fn element(out: &mut String, name: &str, value: &Value, item: &str) {
    let _ = write!(out, "<{name}>");
    write(out, value, item);
    let _ = write!(out, "</{name}>");
}

fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}
