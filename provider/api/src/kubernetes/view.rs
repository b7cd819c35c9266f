//! Reading what is known of an object's fields.

use serde::de::DeserializeOwned;

use super::{Kind, Object, Unreadable};

/// Fields of one kind of object, read and never written back: what it leaves out stays in the [`Object`].
pub trait View: DeserializeOwned {
    /// Whose fields they are.
    const KIND: Kind;

    /// Reads them.
    ///
    /// # Errors
    /// [`Unreadable`] if the object is of another kind, or a field is not of its documented type.
    fn of(object: &Object) -> Result<Self, Unreadable> {
        let group = object.api_version().rsplit_once('/').map_or("", |(group, _)| group);
        if object.kind() != Self::KIND.kind || group != Self::KIND.group {
            let why = format!("it is no {} of {}", Self::KIND.kind, Self::KIND.api_version());
            return Err(Unreadable { object: object.to_string(), why });
        }
        object.read()
    }
}
