//! Typed values as JSON, in the form in which Terraform stores them: for a provider that hands a model to another process of
//! its own.

use serde_json::Value as Json;

use crate::field::Field;
use crate::path::Path;
use crate::state_json;

/// A value as JSON. What is unknown is null, and so is what is write-only in a type that never writes it.
pub fn write<T: Field>(value: &T) -> Json {
    state_json::to_json(&value.to_value())
}

/// Reads what [`write`] wrote. Attributes that the JSON lacks are null, others are dropped.
///
/// ```
/// let written = tfplugin_rs::json::write(&vec!["a".to_owned()]);
/// assert_eq!(tfplugin_rs::json::read::<Vec<String>>(&written), Ok(vec!["a".to_owned()]));
/// assert_eq!(tfplugin_rs::json::read::<bool>(&written), Err("it is not of type \"bool\"".to_owned()));
/// ```
///
/// # Errors
/// Which part is not of the type. The value itself is not shown.
pub fn read<T: Field>(json: &Json) -> Result<T, String> {
    let value = state_json::read(json, &T::kind().ty(), &Path::root(), &|_| None).map_err(|err| match err {
        state_json::StateJsonError::Misfit { path, wanted } if path == Path::root() => format!("it is not {wanted}"),
        err => err.to_string(),
    })?;
    T::from_value(&value).map_err(|problems| {
        let told: Vec<_> = problems.diagnostics().iter().map(|one| format!("{}: {}", one.path, one.detail)).collect();
        told.join("; ")
    })
}
