//! Services of others that send to the pods of both slots: their callers meet the new version by its pods, whatever its weight.

use kgas_engine::rollout::Routing;
use serde_json::Value;
use tfplugin_rs::Diagnostic;

use crate::resources::rollout::template::SLOT_LABEL;

/// A warning for each.
///
/// * `services`: by name, with what they select.
/// * `wanted`: the pods, as a template.
pub(super) fn told<'a>(
    routing: Routing,
    services: &'a [(String, Value)],
    wanted: &'a Value,
) -> impl Iterator<Item = Diagnostic> + 'a {
    // Where pods alone decide, such a Service is how it is meant.
    let meant = routing == Routing::Ratio;
    let both = move |selector: &Value| !meant && selects_both(selector, &wanted["metadata"]["labels"]);
    services.iter().filter(move |(_, selector)| both(selector)).map(|(name, selector)| {
        let labels = selector.as_object().into_iter().flatten();
        let labels: Vec<_> = labels.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
        Diagnostic::warning("A Service sends to both versions")
            .at("workload")
            .detail(format!(
                "Service {name} selects the pods of both slots ({}): whoever calls it meets the new version by its share of the pods, \
                 whatever its weight is, and also after its traffic was taken back, as long as it has pods.",
                labels.join(", ")
            ))
            .next_step("Have its callers come by the router, or leave it if nobody calls it.")
    })
}

fn selects_both(selector: &Value, labels: &Value) -> bool {
    let keys = selector.as_object().filter(|keys| !keys.is_empty());
    keys.is_some_and(|keys| keys.iter().all(|(key, value)| key != SLOT_LABEL && labels.get(key) == Some(value)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_service_of_both_slots_is_told_where_a_router_decides() {
        let pods = json!({ "metadata": { "labels": { "app": "api", "tier": "web" } } });
        let found = [
            ("api".to_owned(), json!({ "app": "api" })),
            ("other".to_owned(), json!({ "app": "other" })),
            ("narrow".to_owned(), json!({ "app": "api", "track": "x" })),
            ("slot".to_owned(), json!({ "app": "api", SLOT_LABEL: "a" })),
            ("none".to_owned(), json!({})),
        ];
        let told: Vec<_> = told(Routing::Weighted, &found, &pods).map(|told| told.detail).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("Service api selects the pods of both slots (app=api)"), "{told:?}");
        assert_eq!(super::told(Routing::Ratio, &found, &pods).count(), 0);
    }
}
