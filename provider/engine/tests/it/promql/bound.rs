//! The property of a query: every selector is of one slot.

use kgas_engine::promql::Query;
use proptest::prelude::*;

use super::binding;

fn query(text: &str) -> Query {
    Query::parse(text, &binding()).unwrap()
}

#[test]
fn a_matcher_in_every_selector() {
    for (text, expected) in [
        ("a", r#"a{slot="b"}"#),
        ("a{}", r#"a{slot="b"}"#),
        ("a{ }", r#"a{slot="b" }"#),
        (r#"a{x="}",}"#, r#"a{slot="b", x="}",}"#),
        (r#"{__name__=~"a.*"}"#, r#"{slot="b", __name__=~"a.*"}"#),
        (r#"{"a.b", x='1'}"#, r#"{slot="b", "a.b", x='1'}"#),
        ("rate(a[5m]) # rate(b[5m])", r#"rate(a{slot="b"}[5m]) # rate(b[5m])"#),
        (
            "sum by (a, b) (c) / on (a) group_left (b) d",
            r#"sum by (a, b) (c{slot="b"}) / on (a) group_left (b) d{slot="b"}"#,
        ),
        ("SUM(a) WITHOUT (b) > Bool 0.5", r#"SUM(a{slot="b"}) WITHOUT (b) > Bool 0.5"#),
        (
            "a:b:rate5m and on () c unless d or e",
            r#"a:b:rate5m{slot="b"} and on () c{slot="b"} unless d{slot="b"} or e{slot="b"}"#,
        ),
        ("a offset 5m + a @ end() + a @ 1e3", r#"a{slot="b"} offset 5m + a{slot="b"} @ end() + a{slot="b"} @ 1e3"#),
        ("max_over_time(a[1h:5m] offset -1w)", r#"max_over_time(a{slot="b"}[1h:5m] offset -1w)"#),
        ("topk(scalar(a), b)", r#"topk(scalar(a{slot="b"}), b{slot="b"})"#),
        ("a * Inf + nan", r#"a{slot="b"} * Inf + nan"#),
        ("time() - start_time - sum_total", r#"time() - start_time{slot="b"} - sum_total{slot="b"}"#),
        (r#"count_values("v", a) atan2 b"#, r#"count_values("v", a{slot="b"}) atan2 b{slot="b"}"#),
        (r#"label_replace(a, "x", "$1", "y", "(.*)$")"#, r#"label_replace(a{slot="b"}, "x", "$1", "y", "(.*)$")"#),
        (
            r#"label_replace(a, "x", "$$slot", "y", "(?P<slot>.*)")"#,
            r#"label_replace(a{slot="b"}, "x", "$slot", "y", "(?P<slot>.*)")"#,
        ),
        (r#"a{x="$namespace/$name"}"#, r#"a{slot="b", x="shop/api"}"#),
    ] {
        assert_eq!(query(text).canary(90_000), expected, "{text}");
    }
}

#[test]
fn with_the_slot_in_it_a_query_stays_as_it_is() {
    let text = r#"
        sum(rate(errors{pod=~"$name-$slot-.*", ns="$namespace"}[$window])) # $slot
      / ( sum(rate(errors_${slot}[$window])) + sum(rate(errors{slot='$baseline'}[$window])) )"#;
    let expected = |slot: &str, window: &str| {
        text.replace("$slot", slot)
            .replace("${slot}", slot)
            .replace("$name-", "api-")
            .replace("$namespace", "shop")
            .replace("$baseline", "a")
            .replace("$window", window)
    };
    let query = query(text);
    assert_eq!(query.canary(90_000), expected("b", "90s"));
    assert_eq!(query.stable(300_000), expected("a", "5m"));
    assert_eq!(query.canary(1_500), expected("b", "1500ms"));
    assert_eq!(query.canary(0), expected("b", "1ms"));
    assert!(query.uses_window());
    assert_eq!(query.reach_millis(), 90_000);
    assert_eq!(query.selectors().len(), 3);
}

#[test]
fn how_far_it_looks_back() {
    for (text, millis) in [
        ("a", 0),
        ("rate(a[1m]) / rate(b[5m])", 300_000),
        ("max_over_time(rate(a[1m])[10m:30s]) + a offset 1d", 660_000),
        ("topk(scalar(rate(a[7m])), b)", 420_000),
    ] {
        assert_eq!(query(text).reach_millis(), millis, "{text}");
        assert!(!query(text).uses_window());
    }
}

/// An instant vector's text and how many selectors it has.
fn vectors() -> impl Strategy<Value = (String, usize)> {
    let metric =
        prop::sample::select(&["a", "job:a:rate5m", "on_hold", "sum_total", "byte", "offset_seconds", "order"][..]);
    let matchers =
        prop::sample::select(&["", "{}", "{ x = \"1\" }", "{x=~\"}\\\"{\",y!='o\\'r'}", "{x=\"$namespace\",}"][..]);
    let selector = (metric, matchers).prop_map(|(metric, matchers)| format!("{metric}{matchers}"));
    let leaf = (
        selector,
        prop::sample::select(&["S", "rate(S[5m])", "S offset 5m", "S @ start()", "absent(S)", "{x=\"1\"}"][..]),
    )
        .prop_map(|(selector, form)| (form.replace('S', &selector), 1));
    leaf.prop_recursive(5, 24, 2, |inner| {
        let one = &[
            "sum(X)",
            "sum by (le, on) (X)",
            "avg(X) WITHOUT (by,)",
            "(X)",
            "-(X)",
            "quantile(0.5, X)",
            "max_over_time((X)[5m:1m])",
            "histogram_quantile(0.99, X)",
            "(X) > bool 1",
            "2 * (X)",
            "(X) + Inf",
            "scalar(X) * vector(1)",
            "sum(X) # by (x) {\n",
            "label_replace(X, \"a\", \"$1\", \"b\", \"(.*)\")",
            "count_values(\"x\", X)",
        ];
        let two = &[
            "X / Y",
            "(X) and on (a) (Y)",
            "X / ignoring (by, on) group_left (offset) Y",
            "topk(scalar(X), Y)",
            "X or Y",
            "X >= Y",
            "X * on () group_right () Y",
            "clamp_max(X, scalar(Y))",
        ];
        prop_oneof![
            (inner.clone(), prop::sample::select(&one[..])).prop_map(|((x, n), form)| (form.replace('X', &x), n)),
            (inner.clone(), inner, prop::sample::select(&two[..]))
                .prop_map(|((x, n), (y, m), form)| (form.replace('X', &x).replace('Y', &y), n + m)),
        ]
    })
}

proptest! {
    /// As many matchers as selectors, and nothing else changed.
    #[test]
    fn every_selector_is_bound_and_the_text_stays((text, selectors) in vectors()) {
        // Where two vectors meet without parentheses, precedence may make another query of it, or none.
        let Ok(free) = promql_parser::parser::parse(&text.replace("$namespace", "shop")) else { return Ok(()) };
        if free.value_type() == promql_parser::parser::value::ValueType::Matrix { return Ok(()) }
        let query = Query::parse(&text, &binding()).map_err(|why| TestCaseError::fail(format!("{text}: {why}")))?;
        let bound = query.canary(90_000);
        prop_assert_eq!(bound.matches("slot=\"b\"").count(), selectors);
        let selected = query.selectors();
        prop_assert_eq!(selected.len(), selectors);
        prop_assert!(selected.iter().all(|it| it.contains("slot=\"b\"")));
        // Empty braces of the user cannot be told from ours.
        let stripped = bound.replace("slot=\"b\", ", "").replace("{slot=\"b\"}", "").replace("slot=\"b\"", "");
        prop_assert_eq!(stripped, text.replace("$namespace", "shop").replace("{}", ""));
        prop_assert_eq!(query.stable(90_000), bound.replace("slot=\"b\"", "slot=\"a\""));
    }
}
