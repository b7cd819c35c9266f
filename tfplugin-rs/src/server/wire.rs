//! Values, paths and diagnostics, to and from the wire.

use bytes::Bytes;
use kgas_proto::tfplugin6 as tf;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::path::{Path, Step};
use crate::schema::{Attribute, Schema};
use crate::state_json::from_json;
use crate::value::{Type, Value, decode, encode};

/// Reads a value. None at all is null.
///
/// # Errors
/// The bytes are no value of type `ty`; told with `what` they were to be.
pub(super) fn value(from: Option<&tf::DynamicValue>, ty: &Type, what: &str) -> Result<Value, Diagnostic> {
    let Some(from) = from else { return Ok(Value::Null) };
    let read = if from.msgpack.is_empty() && !from.json.is_empty() {
        from_json(&from.json, ty).map_err(|err| err.to_string())
    } else {
        decode(&from.msgpack, ty).map_err(|err| err.to_string())
    };
    read.map_err(|err| Diagnostic::bug(format!("The {what} that Terraform sent does not fit the schema: {err}.")))
}

/// Writes a value.
pub(super) fn dynamic(value: &Value) -> tf::DynamicValue {
    tf::DynamicValue { msgpack: encode(value).into(), json: Bytes::new() }
}

/// Writes an identity: none when it is null.
pub(super) fn identity(given: &Value) -> Option<tf::ResourceIdentityData> {
    (!given.is_null()).then(|| tf::ResourceIdentityData { identity_data: Some(dynamic(given)) })
}

/// Reads an identity. None at all, as an older Terraform sends, is null.
///
/// # Errors
/// As [`value`].
pub(super) fn known_identity(
    from: Option<&tf::ResourceIdentityData>,
    attributes: &[Attribute],
) -> Result<Value, Diagnostic> {
    value(from.and_then(|sent| sent.identity_data.as_ref()), &Schema::object(attributes), "identity")
}

/// Writes diagnostics.
pub(super) fn diagnostics(told: Diagnostics) -> Vec<tf::Diagnostic> {
    told.into_iter().map(diagnostic).collect()
}

fn diagnostic(told: Diagnostic) -> tf::Diagnostic {
    let severity = match told.severity {
        Severity::Error => tf::diagnostic::Severity::Error,
        Severity::Warning => tf::diagnostic::Severity::Warning,
    };
    // Terraform shows the line of an attribute, and for what is inside of one the first line of the resource: never a path.
    let detail = if told.path.steps().len() > 1 { format!("At {}: {}", told.path, told.detail) } else { told.detail };
    let attribute = if told.path.steps().is_empty() { None } else { Some(path(&told.path)) };
    tf::Diagnostic { severity: severity.into(), summary: told.summary, detail, attribute }
}

/// Writes a path, as far as a set: its elements have no address.
pub(super) fn path(from: &Path) -> tf::AttributePath {
    use tf::attribute_path::step::Selector;
    let step = |step: &Step| {
        let selector = match step {
            Step::Attribute(name) => Selector::AttributeName(name.clone()),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
            Step::Index(index) => Selector::ElementKeyInt(i64::try_from(*index).unwrap_or(i64::MAX)),
            Step::Element => return None,
        };
        Some(tf::attribute_path::Step { selector: Some(selector) })
    };
    tf::AttributePath { steps: from.steps().iter().map_while(step).collect() }
}

/// The JSON of a stored state or identity.
///
/// # Errors
/// It was stored by a Terraform before 0.12, in another form.
pub(super) fn raw_json(from: Option<&tf::RawState>) -> Result<Bytes, Diagnostic> {
    let json = from.map(|raw| raw.json.clone()).unwrap_or_default();
    if json.is_empty() {
        return Err(Diagnostic::error("State is of a form that is no longer read")
            .detail("The state has no JSON. It was written by a Terraform older than 0.12. It was not changed.")
            .next_step("Run `terraform apply` once with Terraform 0.12 and a provider of that time."));
    }
    Ok(json)
}

#[cfg(test)]
mod tests {
    use tf::attribute_path::step::Selector::{AttributeName, ElementKeyInt, ElementKeyString};

    use super::*;

    #[test]
    fn a_path_into_an_attribute_is_said() {
        let sent = |path: Path| diagnostic(Diagnostic::error("Too small").at(path).detail("min is 3."));
        let min = Path::from("pools").key("a").attribute("min");
        let told = sent(min.clone());
        assert_eq!(told.detail, "At pools[\"a\"].min: min is 3.");
        assert_eq!(told.attribute, Some(path(&min)));
        assert_eq!(sent(Path::from("name")).detail, "min is 3.");
        assert_eq!((sent(Path::root()).detail.as_str(), sent(Path::root()).attribute), ("min is 3.", None));
    }

    #[test]
    fn a_value_is_read_from_either_form_and_its_absence_is_null() {
        let list = Type::List(Box::new(Type::String));
        let sent = |msgpack: &[u8], json: &[u8]| tf::DynamicValue {
            msgpack: Bytes::copy_from_slice(msgpack),
            json: Bytes::copy_from_slice(json),
        };
        let read = |sent: Option<&tf::DynamicValue>| value(sent, &list, "configuration");
        assert_eq!(read(None), Ok(Value::Null));
        assert_eq!(read(Some(&sent(b"", b""))), Ok(Value::Null));
        assert_eq!(read(Some(&sent(b"\x91\xa1a", b""))), Ok(Value::List(vec!["a".into()])));
        assert_eq!(read(Some(&sent(b"", br#"["a"]"#))), Ok(Value::List(vec!["a".into()])));
        for wrong in [sent(b"\xc3", b""), sent(b"", b"{}"), sent(b"\xdd\xff\xff\xff\xff", b"")] {
            let told = read(Some(&wrong)).unwrap_err();
            assert!(told.detail.starts_with("The configuration that Terraform sent does not fit"), "{told}");
        }
    }

    #[test]
    fn a_path_has_a_step_for_each_kind() {
        let written = path(&Path::from("pools").key("a").attribute("taints").index(2));
        let steps: Vec<_> = written.steps.into_iter().map(|step| step.selector.unwrap()).collect();
        let name = |name: &str| AttributeName(name.to_owned());
        assert_eq!(steps, [name("pools"), ElementKeyString("a".to_owned()), name("taints"), ElementKeyInt(2)]);
        let inside = path(&Path::from("rules").element().attribute("port"));
        assert_eq!(inside, path(&Path::from("rules")));
    }
}
