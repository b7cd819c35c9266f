//! Putting a matcher on the slot's label into every selector of a query that does not say the slot itself.

use promql_parser::label::MatchOp;
use promql_parser::parser::Expr;

use super::tokens::{Kind, Token, tokens};
use super::tree;

/// Followed by a list of labels in parentheses.
const BEFORE_LABELS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];
/// Words that are no metric although no parenthesis follows.
const KEYWORDS: [&str; 8] = ["and", "or", "unless", "atan2", "bool", "offset", "inf", "nan"];

/// `text` with `{label="$slot"}` at every place that looks like a selector; whether all are found is for [`is_bound`] to say.
pub(super) fn bound(text: &str, label: &str) -> String {
    let tokens = tokens(text);
    let mut bound = String::new();
    let mut copied = 0;
    let mut put = |at: usize, matcher: String| {
        bound.push_str(&text[copied..at]);
        bound.push_str(&matcher);
        copied = at;
    };
    let mut nth = 0;
    while let Some(token) = tokens.get(nth) {
        let next = tokens.get(nth + 1);
        let opens = |symbol| next.is_some_and(|next| next.is(symbol));
        if token.is("{") {
            let comma = if opens("}") { "" } else { ", " };
            put(token.end, format!("{label}=\"$slot\"{comma}"));
            nth = closing(&tokens, nth, "}");
        } else if token.is("[") {
            nth = closing(&tokens, nth, "]");
        } else if token.is_word_of(&BEFORE_LABELS) && opens("(") {
            nth = closing(&tokens, nth, ")");
        } else if token.kind == Kind::Word
            && !token.text.starts_with('$')
            && !token.is_word_of(&BEFORE_LABELS)
            && !token.is_word_of(&KEYWORDS)
            && !opens("(")
            && !opens("{")
            // `sum by (…) (…)`
            && !next.is_some_and(|next| next.is_word_of(&["by", "without"]))
        {
            put(token.end, format!("{{{label}=\"$slot\"}}"));
        }
        nth += 1;
    }
    bound.push_str(&text[copied..]);
    bound
}

/// The token that closes what token `from` or the one after it opens.
fn closing(tokens: &[Token<'_>], from: usize, symbol: &str) -> usize {
    tokens[from..].iter().position(|token| token.is(symbol)).map_or(tokens.len(), |found| from + found)
}

/// Whether `bound` is `free` with exactly a matcher `label="slot"` in every selector: the property itself, on the syntax trees.
pub(super) fn is_bound(bound: &Expr, free: &Expr, label: &str, slot: &str) -> bool {
    let selectors = tree::selectors(bound);
    let has = |at: &[promql_parser::label::Matcher]| {
        at.iter().any(|matcher| matcher.name == label && matcher.op == MatchOp::Equal && matcher.value == slot)
    };
    let every = selectors.iter().all(|(selector, _)| {
        // With alternatives, which Prometheus does not have, one matcher would bind one of them.
        selector.matchers.or_matchers.is_empty() && has(&selector.matchers.matchers)
    });
    let mut without = bound.clone();
    tree::change(&mut without, &|selector| selector.matchers.matchers.retain(|matcher| matcher.name != label));
    every && !selectors.is_empty() && without == *free
}
