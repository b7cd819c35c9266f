//! What the data plane has counted, and the page that says it in Prometheus' text format.
//! Source: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>.
use std::collections::BTreeMap;
use std::fmt::Write;

use super::picture::Side;

/// Upper bounds of the histogram in seconds, those of Prometheus' client libraries.
const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Whose requests: namespace, name of the route, slot.
pub(super) type Whose = (String, String, String);

/// Requests so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters {
    all: BTreeMap<Whose, Count>,
}

/// Fractions are kept, so that a small share of few requests is not lost.
#[derive(Debug, Clone, Default)]
struct Count {
    by_code: BTreeMap<u16, f64>,
    seconds: f64,
    within: [f64; BOUNDS.len()],
}

impl Counters {
    /// Counts `requests` that went to `side`.
    pub(super) fn add(&mut self, namespace: &str, route: &str, side: &Side, requests: f64) {
        let whose = (namespace.to_owned(), route.to_owned(), side.slot.clone());
        let count = self.all.entry(whose).or_default();
        let requests = requests * side.share;
        let (errors, middle) = (side.behaviour.errors, side.behaviour.latency);
        // A code that does not occur yet has no series; 200 is there from the first request on.
        *count.by_code.entry(200).or_default() += requests * (1.0 - errors);
        if errors > 0.0 {
            *count.by_code.entry(side.behaviour.code).or_default() += requests * errors;
        }
        count.seconds += requests * middle;
        for (within, bound) in count.within.iter_mut().zip(BOUNDS) {
            *within += requests * ((bound - middle / 2.0) / middle).clamp(0.0, 1.0);
        }
    }

    /// Whole requests so far, by code.
    pub(super) fn of(&self, namespace: &str, slot: &str) -> BTreeMap<u16, u64> {
        let mut sum = BTreeMap::new();
        for (_, count) in self.all.iter().filter(|((of, _, is), _)| of == namespace && is == slot) {
            for (code, requests) in &count.by_code {
                *sum.entry(*code).or_default() += whole(*requests);
            }
        }
        sum
    }

    /// Whole requests so far that ended in an error.
    pub(super) fn errors(&self) -> BTreeMap<(String, String), u64> {
        let mut sum = BTreeMap::new();
        for ((namespace, _, slot), count) in &self.all {
            let errors = count.by_code.iter().filter(|(code, _)| **code >= 500).map(|(_, requests)| whole(*requests));
            *sum.entry((namespace.clone(), slot.clone())).or_default() += errors.sum::<u64>();
        }
        sum
    }

    /// The page.
    pub(super) fn page(&self) -> String {
        let mut page = "# TYPE http_requests_total counter\n".to_owned();
        for (whose, count) in &self.all {
            for (code, requests) in &count.by_code {
                line(&mut page, "http_requests_total", whose, &format!(",code=\"{code}\""), whole(*requests));
            }
        }
        page.push_str("# TYPE http_request_duration_seconds histogram\n");
        for (whose, count) in &self.all {
            let all = whole(count.by_code.values().sum());
            let bounds = BOUNDS.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
            let within = count.within.iter().map(|within| whole(*within)).chain([all]);
            for (bound, within) in bounds.zip(within) {
                line(&mut page, "http_request_duration_seconds_bucket", whose, &format!(",le=\"{bound}\""), within);
            }
            line(&mut page, "http_request_duration_seconds_sum", whose, "", count.seconds);
            line(&mut page, "http_request_duration_seconds_count", whose, "", all);
        }
        page
    }
}

fn line(page: &mut String, metric: &str, (namespace, route, slot): &Whose, more: &str, value: impl std::fmt::Display) {
    let labels = format!("namespace=\"{namespace}\",route=\"{route}\",slot=\"{slot}\"{more}");
    // Writing to a String cannot fail.
    let _ = writeln!(page, "{metric}{{{labels}}} {value}");
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are positive, and below 2^53")]
fn whole(requests: f64) -> u64 {
    // Sums of fractions fall short by a last bit.
    (requests + 1e-6) as u64
}

#[cfg(test)]
mod tests {
    use super::super::behaviour::Behaviour;
    use super::*;

    fn side(slot: &str, share: f64, errors: f64) -> Side {
        Side { slot: slot.to_owned(), share, behaviour: Behaviour { errors, latency: 0.1, code: 500 } }
    }

    #[test]
    fn shares_and_errors_are_counted_exactly() {
        let mut counters = Counters::default();
        for _ in 0..100 {
            counters.add("shop", "api", &side("a", 0.95, 0.0), 10.0);
            counters.add("shop", "api", &side("b", 0.05, 0.3), 10.0);
        }
        assert_eq!(counters.of("shop", "a"), BTreeMap::from([(200, 950)]));
        assert_eq!(counters.of("shop", "b"), BTreeMap::from([(200, 35), (500, 15)]));
        assert_eq!(counters.of("other", "b"), BTreeMap::new());
        assert_eq!(counters.errors()[&("shop".to_owned(), "b".to_owned())], 15);
    }

    #[test]
    fn the_page_is_what_prometheus_reads() {
        let mut counters = Counters::default();
        counters.add("shop", "api", &side("b", 1.0, 0.5), 100.0);
        let page = counters.page();
        let whose = "namespace=\"shop\",route=\"api\",slot=\"b\"";
        for line in [
            format!("http_requests_total{{{whose},code=\"500\"}} 50\n"),
            // From 50 ms to 150 ms, evenly.
            format!("http_request_duration_seconds_bucket{{{whose},le=\"0.05\"}} 0\n"),
            format!("http_request_duration_seconds_bucket{{{whose},le=\"0.1\"}} 50\n"),
            format!("http_request_duration_seconds_bucket{{{whose},le=\"0.25\"}} 100\n"),
            format!("http_request_duration_seconds_bucket{{{whose},le=\"+Inf\"}} 100\n"),
            format!("http_request_duration_seconds_sum{{{whose}}} 10\n"),
            format!("http_request_duration_seconds_count{{{whose}}} 100\n"),
        ] {
            assert!(page.contains(&line), "{line} is not in\n{page}");
        }
    }
}
