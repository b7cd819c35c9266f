//! What is refused when a plan is made, with its place.

use kgas_engine::promql::{Binding, Position, Query, QueryError};
use proptest::prelude::*;

use super::binding;

fn refused(text: &str) -> QueryError {
    Query::parse(text, &binding()).unwrap_err()
}

#[test]
fn no_promql_and_where() {
    for (text, column, why) in [
        ("", 1, "no expression found in input"),
        ("a +", 4, "more is expected at the end"),
        ("a offset", 9, "unexpected end of input in offset, expected duration"),
        ("a + * b", 5, r#""*" is not expected"#),
        ("a b", 3, r#""b" is not expected"#),
        ("a == bool", 10, "more is expected at the end"),
        ("sum by job (a)", 8, r#""job" is not expected"#),
        ("sum by (a,) (b) c", 17, r#""c" is not expected"#),
        ("sum(rate(a[5m])", 4, r#""(" is not closed"#),
        ("sum(rate(a[5m]))) / 2", 17, "unexpected right parenthesis ')'"),
        ("sum(rate(b[5m]) by (x", 17, r#""by" is not expected"#),
        (r#"a{x="1""#, 2, r#""{" is not closed"#),
        ("a[5m", 2, r#""[" is not closed"#),
        ("a[5x]", 3, "bad number or duration syntax: 5x"),
        ("a[5m:1m:1m]", 5, "unexpected second colon(:) in brackets"),
        ("a{b=c}", 5, "unexpected identifier 'c' in label matching, expected string"),
        (r#"a{b="c}"#, 5, "unterminated quoted string \""),
        (r#"a{b="\q"}"#, 5, "unknown escape sequence 'q'"),
        (r#"a{b=~"("}"#, 6, "illegal regex for ("),
        ("{}", 1, "vector selector must contain at least one non-empty matcher"),
        ("a ? b", 3, "unexpected character: '?'"),
        ("größe", 3, "unexpected character: 'ö'"),
        ("foo(a)", 4, "unknown function with name 'foo'"),
        ("rate(a)", 7, "expected type matrix in call to function 'rate', got vector"),
        ("sum(a[5m])", 7, "expected type vector in aggregation expression, got matrix"),
        ("histogram_quantile(0.9)", 20, "expected 2 argument(s) in call to 'histogram_quantile', got 1"),
        ("1 > 2", 5, "comparisons between scalars must use BOOL modifier"),
        // What the parser would panic at.
        ("a[1e400]", 3, r#""1e400" is too long"#),
        ("a offset -inf", 11, r#""inf" is too long"#),
        // Of Prometheus 3, which the parser does not have.
        ("rate(a[2m*3])", 10, "unexpected character inside brackets: '*'"),
        ("avg_over_time(a[5m] anchored)", 21, r#""anchored" is not expected"#),
    ] {
        let at = Position { line: 1, column };
        assert_eq!(refused(text), QueryError::Syntax { at, why: why.to_owned() }, "{text}");
    }
}

#[test]
fn the_place_is_that_of_the_users_text() {
    for (text, line, column) in [
        ("sum(rate(a[5m]))\n  / sum(rate(b[5m]) by (x))", 2, 21),
        ("sum(rate(a[$window]))\n# sum(\n / foo(b)", 3, 7),
        ("a{n=\"$namespace\", m=\"$name\", s=\"$slot\"} + + * 1", 1, 45),
        ("a{ä=\"$namespace\"}", 1, 3),
    ] {
        let QueryError::Syntax { at, .. } = refused(text) else { panic!("{text}") };
        assert_eq!(at, Position { line, column }, "{text}");
    }
    assert_eq!(refused("a +\n * b").to_string(), r#"line 2, column 2: "*" is not expected"#);
}

#[test]
fn what_measures_nothing_of_a_slot() {
    let own = |selector: &str| QueryError::OwnMatcher { selector: selector.to_owned(), label: "slot".to_owned() };
    let unknown = |name: &str, column| QueryError::Variable { at: Position { line: 1, column }, name: name.to_owned() };
    for (text, expected) in [
        ("a[5m]", QueryError::NotAValue { is: "a range of samples" }),
        ("a[5m:1m]", QueryError::NotAValue { is: "a range of samples" }),
        ("\"a\"", QueryError::NotAValue { is: "a text" }),
        ("1 + 1", QueryError::NoSelector),
        ("vector(time())", QueryError::NoSelector),
        ("label_replace(a, \"b\", \"$slot\", \"\", \"\")", QueryError::SlotUnused),
        ("a{slot=\"$baseline\"}", QueryError::OnlyBaseline),
        ("a / b{slot=~\"a|b\"}", own("b{slot=~\"a|b\"}")),
        ("a{x=\"$slots\"}", unknown("slots", 6)),
        ("a{x=\"${slot}\"} + ${Slot}", unknown("Slot", 18)),
        // Not Prometheus': a matcher would bind one of the two.
        ("a{x=\"1\" or y=\"1\"}", QueryError::NotBound { label: "slot".to_owned() }),
        // A metric that is called like a keyword.
        ("by + a", QueryError::NotBound { label: "slot".to_owned() }),
    ] {
        assert_eq!(refused(text), expected, "{text}");
    }
    assert_eq!(
        unknown("job", 3).to_string(),
        "line 1, column 3: there is no variable $job; there are $slot, $baseline, $namespace, $name, $window, and $$ for a dollar sign"
    );
}

#[test]
fn what_cannot_be_bound_to() {
    let with = |change: fn(&mut Binding)| {
        let mut binding = binding();
        change(&mut binding);
        Query::parse("a", &binding).unwrap_err()
    };
    let text = |text: &str| text.to_owned();
    assert_eq!(with(|it| it.slot_label = "my-slot".into()), QueryError::Label(text("my-slot")));
    assert_eq!(with(|it| it.slot_label = "1st".into()), QueryError::Label(text("1st")));
    assert_eq!(with(|it| it.slot_label.clear()), QueryError::Label(text("")));
    assert_eq!(with(|it| it.namespace = "a\"b".into()), QueryError::Value(text("a\"b")));
    assert_eq!(with(|it| it.name = "a\\".into()), QueryError::Value(text("a\\")));
    assert_eq!(with(|it| it.canary.clear()), QueryError::Value(text("")));
    assert_eq!(with(|it| it.stable = "b".into()), QueryError::SameSlots(text("b")));
}

#[test]
fn long_and_deep_queries_are_refused_or_read() {
    let deep = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    assert!(Query::parse(&deep(900), &binding()).is_ok());
    assert!(Query::parse(&format!("{}a", "-".repeat(1900)), &binding()).is_ok());
    assert!(Query::parse(&vec!["a"; 1000].join("+"), &binding()).is_ok());
    for long in [deep(100_000), "-".repeat(100_000), vec!["a"; 100_000].join("+")] {
        let QueryError::Syntax { why, .. } = refused(&long) else { panic!("read") };
        assert_eq!(why, "more than 2000 words");
    }
}

const WORDS: [&str; 48] = [
    "a",
    "slot",
    "sum",
    "rate",
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "bool",
    "offset",
    "inf",
    "nan",
    "and",
    "or",
    "unless",
    "topk",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "=",
    "==",
    "!~",
    "=~",
    "+",
    "-",
    "*",
    ":",
    "@",
    "start",
    "5m",
    "1e400",
    "08",
    "0x",
    "99999999999y",
    "\"x\"",
    "\"(\"",
    "'\\xff'",
    "`",
    "$slot",
    "$window",
    "$1",
    "ü",
    "#",
];

proptest! {
    /// Whatever is written is answered, and a place is one of the text.
    #[test]
    fn nothing_panics(words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..16), spaces in any::<bool>()) {
        let text = words.join(if spaces { " " } else { "" });
        match Query::parse(&text, &binding()) {
            Ok(query) => {
                prop_assert!(query.canary(0) != query.stable(0));
                _ = query.warnings(u64::MAX);
            }
            Err(QueryError::Syntax { at, .. } | QueryError::Variable { at, .. }) => {
                prop_assert!(at.line == 1 && (1..=text.chars().count() + 1).contains(&at.column));
            }
            Err(_) => (),
        }
    }
}
