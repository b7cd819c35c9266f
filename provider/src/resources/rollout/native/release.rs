//! A template as it was before a rollout: what the adopted Deployment gets back.

use std::collections::BTreeMap;

use kgas_api::kubernetes::Kind;
use kgas_api::kubernetes::list::{self, Selection};
use kgas_transport::CallError;
use serde_json::Value;

use super::world::World;
use crate::resources::rollout::template::{COPY_OF, Config, ConfigKind, PREFIX, PodTemplate, ROLLOUT_LABEL};

/// `template` of a slot, without our labels, and reading again what its copies were made from.
///
/// # Errors
/// The call that failed.
pub(super) async fn template(world: &World<'_>, template: &Value) -> Result<Value, CallError> {
    let names = &world.fixed.names;
    let labels = format!("{ROLLOUT_LABEL}={}", names.rollout());
    let selection = Selection { labels: Some(&labels), fields: None };
    let mut originals = BTreeMap::new();
    for (kind, of) in [(ConfigKind::ConfigMap, Kind::CONFIG_MAP), (ConfigKind::Secret, Kind::SECRET)] {
        let copies = world.wire().call(list::request(of, Some(names.namespace()), selection, 0, None)).await?;
        for copy in &copies.page.items {
            if let Some(original) = copy.annotation(COPY_OF) {
                originals.insert(Config { kind, name: copy.name().to_owned() }, original.to_owned());
            }
        }
    }
    Ok(without_marks(PodTemplate::of_slot(template.clone()).reading(&originals).into_value()))
}

fn without_marks(mut template: Value) -> Value {
    if let Some(Value::Object(labels)) = template.pointer_mut("/metadata/labels") {
        labels.retain(|key, _| !key.starts_with(PREFIX));
    }
    template
}
