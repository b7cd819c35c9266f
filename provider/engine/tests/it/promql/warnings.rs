//! What a plan should show of a query that can be asked.

use kgas_engine::promql::{Query, Warning};

use super::binding;

fn warnings(text: &str, scrape_millis: u64) -> Vec<Warning> {
    Query::parse(text, &binding()).unwrap().warnings(scrape_millis)
}

fn many(labels: &[&str]) -> Warning {
    Warning::ManySeries { labels: Some(labels.iter().map(|label| (*label).to_owned()).collect()) }
}

const ANY: Warning = Warning::ManySeries { labels: None };

#[test]
fn one_series_or_many() {
    for (text, expected) in [
        ("a", Some(ANY)),
        ("rate(a[5m])", Some(ANY)),
        ("sum(a)", None),
        ("scalar(a)", None),
        ("absent(a)", None),
        ("2 * sum(a) + 1", None),
        ("sum(a) / sum(b)", None),
        ("sum(a) / b", None),
        ("a / b", Some(ANY)),
        ("a / on (pod) b", Some(many(&["pod"]))),
        ("a / on () b", None),
        ("sum by (pod) (a) / on (pod) group_left (x) sum by (pod, x) (b)", Some(many(&["pod"]))),
        ("sum by (pod, x) (a) / on (pod) group_left sum by (pod) (b)", Some(many(&["pod", "x"]))),
        ("sum by (pod) (b) / on (pod) group_right sum by (pod, x) (a)", Some(many(&["pod", "x"]))),
        ("sum by (pod) (a)", Some(many(&["pod"]))),
        ("sum by () (a)", None),
        ("sum without (pod) (a)", Some(ANY)),
        // One value each, by construction or by the user.
        ("sum by (slot) (a)", None),
        ("sum by (job, pod) (a{job=\"x\"})", Some(many(&["pod"]))),
        ("sum by (job) (a{job=\"x\"} + b)", Some(many(&["job"]))),
        ("sum by (job) (a{job=\"x\"} + b{job=\"x\"})", None),
        ("sum by (job) (a{job=\"x\"} or b{job=\"y\"})", Some(many(&["job"]))),
        ("sum by (job) (a{job=~\"x\"})", Some(many(&["job"]))),
        ("histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m])))", None),
        ("histogram_quantile(0.99, rate(a_bucket[5m]))", Some(ANY)),
        ("histogram_quantile(0.99, sum by (le, pod) (rate(a_bucket[5m])))", Some(many(&["pod"]))),
        ("topk(1, a)", None),
        ("topk(3, a)", Some(ANY)),
        ("topk(3, sum(a))", None),
        ("topk(1, a) by (pod)", Some(many(&["pod"]))),
        ("count_values(\"v\", a)", Some(many(&["v"]))),
        ("quantile(0.9, a)", None),
        ("max_over_time(sum(a)[5m:1m])", None),
        ("max(a) and b", None),
        ("a and max(b)", Some(ANY)),
        ("sum(a) or vector(0)", None),
        ("sum(a) or b", Some(ANY)),
        ("-(sum(a))", None),
    ] {
        assert_eq!(warnings(text, 1).into_iter().next(), expected, "{text}");
    }
}

#[test]
fn ranges_of_less_than_four_scrapes() {
    let short = |selector: &str, range_millis, least_millis| Warning::ShortRange {
        selector: selector.to_owned(),
        range_millis,
        least_millis,
    };
    assert_eq!(warnings("sum(rate(a[1m]))", 15_000), []);
    assert_eq!(warnings("sum(rate(a[1m]))", 15_001), [short("a{slot=\"b\"}", 60_000, 60_004)]);
    assert_eq!(
        warnings("sum(rate(a[1m])) / sum(rate(b{x=\"1\"}[30s] offset 5m))", 15_000),
        [short("b{slot=\"b\",x=\"1\"} offset 5m", 30_000, 60_000)]
    );
    // Of a window that grows, the usual length is judged.
    assert_eq!(warnings("sum(increase(a[$window]))", 30_000), [short("a{slot=\"b\"}", 90_000, 120_000)]);
}

#[test]
fn what_measures_both_slots() {
    let unbound = |selector: &str| Warning::Unbound { selector: selector.to_owned() };
    assert_eq!(warnings("sum(a{slot=\"$slot\"}) / sum(b)", 1), [unbound("b")]);
    assert_eq!(warnings("sum(a_$slot{x=\"1\"}) / sum(b{x=\"1\"})", 1), [unbound("b{x=\"1\"}")]);
    // The stable slot's, as the user says.
    assert_eq!(warnings("sum(a{slot=\"$slot\"}) / sum(b{slot=\"$baseline\"})", 1), []);
}

#[test]
fn a_comparison_that_leaves_nothing() {
    assert_eq!(warnings("(sum(a) > 0.5)", 1), [Warning::Filters]);
    assert_eq!(warnings("sum(a) > bool 0.5", 1), []);
    assert_eq!(warnings("sum(a) / (sum(b) > 0)", 1), []);
}

#[test]
fn in_words() {
    let words: Vec<_> = warnings("rate(a[30s]) > b{slot=\"$slot\"}", 15_000).iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "a does not depend on the slot: it measures canary and stable together",
            "a looks back 30s, which one missed scrape leaves without a value; four scrape intervals are 1m",
            "the query may answer several series, and one value is needed: aggregate it, with sum(…) for one",
            "the comparison leaves no series where it is false, which is judged by no_data: give the bound as max or min",
        ]
    );
    assert_eq!(
        many(&["job", "pod"]).to_string(),
        "the query answers one series for each job, pod, and one value is needed: aggregate without grouping"
    );
}
