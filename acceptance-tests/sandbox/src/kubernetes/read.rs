//! Reading one object, or the objects of a kind.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/>.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::ask::Ask;
use super::kind::Trait;
use super::selector::{Selector, fields_fit};
use super::target::Part;
use super::{Cluster, Object, refusal, scale};
use crate::call::Refusal;

impl Cluster {
    /// The object that is asked for.
    ///
    /// # Errors
    /// 404 when it is not there.
    pub(super) fn live(&self, ask: &Ask) -> Result<&Object, Refusal> {
        let target = &ask.target;
        let found = self.get(target.kind.name, &target.namespace, &target.name);
        found.ok_or_else(|| refusal::not_found(target.kind, &target.name))
    }

    pub(super) fn read(&self, ask: &Ask) -> Result<Value, Refusal> {
        let live = self.live(ask)?;
        Ok(if ask.target.part == Part::Scale { scale::shown(live) } else { live.shown(ask.target.kind) })
    }

    /// A list, or a page of one: what continues it is the place after its last object.
    pub(super) fn list(&self, ask: &Ask) -> Result<Value, Refusal> {
        let kind = ask.target.kind;
        let selected = self.selected(ask)?;
        let limit = ask.params.get("limit").and_then(|text| text.parse().ok()).filter(|limit| *limit > 0);
        let start = ask.params.get("continue").filter(|text| !text.is_empty()).map_or(Ok(String::new()), after)?;
        let rest: Vec<&Object> = selected.into_iter().filter(|object| place(object) > start).collect();
        let page = &rest[..limit.unwrap_or(rest.len()).min(rest.len())];
        let mut metadata = json!({ "resourceVersion": self.revision.to_string() });
        if let Some(last) = page.last().filter(|_| page.len() < rest.len()) {
            metadata["continue"] = URL_SAFE_NO_PAD.encode(place(last)).into();
            metadata["remainingItemCount"] = (rest.len() - page.len()).into();
        }
        let item = |object: &&Object| {
            let mut item = object.shown(kind);
            // The items of the built-in kinds do not say what they are.
            if let Some(members) = item.as_object_mut().filter(|_| !kind.has(Trait::Custom)) {
                members.shift_remove("apiVersion");
                members.shift_remove("kind");
            }
            item
        };
        Ok(json!({
            "kind": format!("{}List", kind.name), "apiVersion": kind.api_version(), "metadata": metadata,
            "items": page.iter().map(item).collect::<Value>(),
        }))
    }

    /// The objects that the selectors of a collection select.
    pub(super) fn selected(&self, ask: &Ask) -> Result<Vec<&Object>, Refusal> {
        let labels = Selector::parse(ask.params.get("labelSelector").unwrap_or_default())?;
        let fields = ask.params.get("fieldSelector").unwrap_or_default();
        let (kind, namespace) = (ask.target.kind.name, ask.target.namespace.as_str());
        let mut found = Vec::new();
        for object in self.all(kind).filter(|object| namespace.is_empty() || object.namespace() == namespace) {
            if labels.selects(&object.doc["metadata"]["labels"]) && fields_fit(fields, &object.doc)? {
                found.push(object);
            }
        }
        Ok(found)
    }
}

/// Where an object is in a list.
fn place(object: &Object) -> String {
    format!("{}/{}", object.namespace(), object.name())
}

/// Where a token of ours goes on.
fn after(token: &str) -> Result<String, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    let place = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    place.ok_or_else(|| refusal::bad_request("continue key is not valid"))
}
