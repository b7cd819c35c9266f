//! Reading objects of a kind: `GET {collection}`.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks>.

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use super::{Kind, Namespace, Object, place, rest};
use crate::answer::malformed;
use crate::{ApiError, Call, Page, PageToken, page};

/// Which objects. What is left out does not narrow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection<'a> {
    /// Label selector, such as `app=api,track!=canary`.
    pub labels: Option<&'a str>,
    /// Field selector, such as `involvedObject.name=api`.
    pub fields: Option<&'a str>,
}

/// Part of what was asked for, as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Objects, and what to ask the next page with.
    pub page: Page<Object>,
    /// `metadata.resourceVersion` of the moment; the same on every page.
    pub resource_version: Option<String>,
}

/// Reads only. A page token lasts some minutes; one that is older is refused with 410.
///
/// * `namespace`: `None` for all namespaces.
/// * `limit`: most objects on a page; 0 for all.
#[must_use]
pub fn request(
    kind: Kind,
    namespace: Option<&Namespace>,
    selection: Selection<'_>,
    limit: u32,
    page: Option<&PageToken>,
) -> Call<List> {
    let limit = (limit > 0).then(|| limit.to_string());
    let pairs = [
        ("labelSelector", selection.labels),
        ("fieldSelector", selection.fields),
        ("limit", limit.as_deref()),
        ("continue", page.map(PageToken::as_str)),
    ];
    rest::get(kind.operations.list, rest::query(place::collection(kind, namespace), &pairs), response)
}

/// The objects; an empty list if there are none.
///
/// # Errors
/// [`ApiError::Refused`], also if the server does not serve the kind; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<List, ApiError> {
    let mut list = rest::answer(answer)?;
    let refuse = |why| malformed(answer, why);
    let text = |list: &Value, path: &str| list.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let kind = text(&list, "/kind").and_then(|kind| Some(kind.strip_suffix("List")?.to_owned()));
    let (Some(kind), Some(api_version)) = (kind, text(&list, "/apiVersion")) else {
        return Err(refuse("not a list of objects"));
    };
    let items = match list.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) => items,
        Some(Value::Null) => Vec::new(),
        _ => return Err(refuse("a list without items")),
    };
    let items = items.into_iter().map(|item| with_kind(item, &api_version, &kind)).collect::<Result<_, _>>();
    let next = text(&list, "/metadata/continue").map(PageToken::try_from).transpose().map_err(refuse)?;
    Ok(List {
        page: Page { items: items.map_err(refuse)?, next: page::next(next) },
        resource_version: text(&list, "/metadata/resourceVersion"),
    })
}

/// The items of a list of a built-in kind do not say what they are; the list does.
fn with_kind(mut item: Value, api_version: &str, kind: &str) -> Result<Object, &'static str> {
    if let Some(fields) = item.as_object_mut() {
        fields.entry("apiVersion").or_insert_with(|| api_version.into());
        fields.entry("kind").or_insert_with(|| kind.into());
    }
    Object::from_value(item)
}
