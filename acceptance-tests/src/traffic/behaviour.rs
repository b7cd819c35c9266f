//! How pods answer: by annotations of their template, or by words in the tag of an image.
use serde_json::Value;

/// Of a request, when nothing else is said.
const LATENCY: f64 = 0.02;

/// How requests are answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Behaviour {
    /// The share that is answered with an error, from 0 to 1.
    pub(super) errors: f64,
    /// Seconds in the middle; answers are spread evenly from half of it to one and a half of it.
    pub(super) latency: f64,
    /// The status of an error.
    pub(super) code: u16,
}

impl Behaviour {
    /// Nobody is there: what a gateway answers.
    pub(super) const DOWN: Self = Self { errors: 1.0, latency: 0.001, code: 503 };

    /// The mean of ready pods:
    /// `kgas.test/error-rate: "0.3"` or `app:v2-errors-30` (percent), `kgas.test/latency-ms: "250"` or `app:v2-latency-250`.
    pub(super) fn of(pods: &[&Value]) -> Self {
        if pods.is_empty() {
            return Self::DOWN;
        }
        let mean = |of: fn(&Value) -> f64| pods.iter().map(|pod| of(pod)).sum::<f64>() / count(pods.len());
        Self { errors: mean(errors), latency: mean(latency), code: 500 }
    }
}

fn errors(pod: &Value) -> f64 {
    let said = annotation(pod, "kgas.test/error-rate").or_else(|| word(pod, "errors").map(|percent| percent / 100.0));
    said.unwrap_or(0.0).clamp(0.0, 1.0)
}

fn latency(pod: &Value) -> f64 {
    let said = annotation(pod, "kgas.test/latency-ms").or_else(|| word(pod, "latency"));
    said.map_or(LATENCY, |milliseconds| milliseconds / 1_000.0)
}

fn annotation(pod: &Value, name: &str) -> Option<f64> {
    pod["metadata"]["annotations"][name].as_str()?.parse().ok()
}

/// The number after `word` in the tag of one of the images: 30 for `errors` of `app:v2-errors-30`.
fn word(pod: &Value, word: &str) -> Option<f64> {
    let images = pod["spec"]["containers"].as_array()?.iter().filter_map(|container| container["image"].as_str());
    let mut numbers = images.filter_map(|image| {
        let (_, tag) = image.rsplit_once(':')?;
        tag.split('-').skip_while(|part| *part != word).nth(1)?.parse().ok()
    });
    numbers.next()
}

#[expect(clippy::cast_precision_loss, reason = "pods are few")]
fn count(of: usize) -> f64 {
    of as f64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(annotations: &Value, image: &str) -> (f64, f64) {
        let pod = json!({ "metadata": { "annotations": annotations }, "spec": { "containers": [{ "image": image }] } });
        let Behaviour { errors, latency, .. } = Behaviour::of(&[&pod]);
        (errors, latency)
    }

    #[test]
    fn annotations_go_before_images() {
        assert_eq!(of(&json!({}), "registry.test:5000/api"), (0.0, LATENCY));
        assert_eq!(of(&json!({}), "registry.test:5000/api:v2-errors-30-latency-250"), (0.3, 0.25));
        assert_eq!(of(&json!({ "kgas.test/error-rate": "0.5" }), "api:v2-errors-30"), (0.5, LATENCY));
        assert_eq!(of(&json!({ "kgas.test/latency-ms": "1000" }), "api:v2-errors-lots"), (0.0, 1.0));
    }

    #[test]
    fn pods_of_two_versions_are_averaged() {
        let pod = |image: &str| json!({ "spec": { "containers": [{ "image": image }] } });
        let (good, bad) = (pod("api:v1"), pod("api:v2-errors-40"));
        assert!((Behaviour::of(&[&good, &bad]).errors - 0.2).abs() < 1e-9);
    }
}
