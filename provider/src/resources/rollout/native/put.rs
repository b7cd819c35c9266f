//! Compare-and-swap.

use kgas_api::kubernetes::{Object, Place, Write, create, replace};
use kgas_transport::CallError;
use serde_json::Value;

use super::marks::MANAGER;
use super::wire::Wire;
use crate::resources::rollout::template::Owner;

/// Replaces one field of an object that was read, if it is still that one, or makes the object.
///
/// # Errors
/// The call that failed: somebody else was there first, for one.
pub(in crate::resources::rollout) async fn put(
    wire: &Wire,
    owner: &Owner<'_>,
    place: &Place,
    before: Option<&Object>,
    (field, value): (&str, Value),
) -> Result<(), CallError> {
    let write = Write::by(MANAGER);
    match before {
        None => {
            let kind = place.kind();
            let mut body = owner.object(&kind.api_version(), kind.kind, place.name().as_str());
            body[field] = value;
            wire.call(create::request(place, &Object::at(place, body), write)).await.map(drop)
        }
        Some(before) => {
            let mut object = before.clone();
            object.fields_mut().insert(field.to_owned(), value);
            let version = before.resource_version().unwrap_or_default();
            wire.call(replace::request(place, &object, version, write)).await.map(drop)
        }
    }
}
