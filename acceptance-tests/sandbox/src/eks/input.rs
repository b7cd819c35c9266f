//! Reading the members of a request, and pages of a list.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::call::{Answered, Call, Refusal};

/// A list of texts.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The tags of a create call.
///
/// # Errors
/// `InvalidParameterException` when there are too many or a key is reserved.
pub(crate) fn tags(body: &Value) -> Result<Value, Refusal> {
    let tags: BTreeMap<String, String> = body["tags"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect();
    if tags.len() > 50 {
        return Err(Refusal::invalid("The number of tags exceeds the limit of 50."));
    }
    if let Some(key) = tags.keys().find(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(Refusal::invalid(format!("The tag key {key} is reserved: it may not begin with aws:.")));
    }
    Ok(json!(tags))
}

/// One page of a list of names, with `nextToken` when there are more.
pub(crate) fn page(call: &Call, member: &str, all: Vec<Value>) -> Answered {
    let size = match call.params.get("maxResults").or(call.text("maxResults")).map(str::parse) {
        None => call.body["maxResults"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(100),
        Some(Ok(size)) => size,
        Some(Err(_)) => 0,
    };
    if !(1..=100).contains(&size) {
        return Err(Refusal::invalid("maxResults must be between 1 and 100."));
    }
    let start = match call.params.get("nextToken").or(call.text("nextToken")) {
        None => 0,
        Some(token) => token.parse().map_err(|_| Refusal::invalid("Invalid nextToken."))?,
    };
    let total = all.len();
    let items: Vec<Value> = all.into_iter().skip(start).take(size).collect();
    let mut answer = json!({ member: items });
    if start + size < total {
        answer["nextToken"] = (start + size).to_string().into();
    }
    Ok(answer)
}
