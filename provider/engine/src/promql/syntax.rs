//! Where a query goes wrong. The parser says what, if it says anything, but not where.

use promql_parser::parser::{Expr, lexer, parse};

use super::tokens::{Kind, Token, tokens};

/// More are no query that a person wrote, and would be a deep tree.
const MOST_TOKENS: usize = 2000;
/// Longer ranges and offsets overflow the parser, in seconds.
const LONGEST: f64 = 1e10;
/// What the parser says of a text that is not of its grammar.
const NO_GRAMMAR: &str = "invalid promql query";
/// What it says of one whose parentheses are not closed, whatever else is wrong.
const UNCLOSED: &str = "unclosed left parenthesis";

/// Whether `text` is short enough for a tree; if not, at which byte it is too long.
pub(super) fn short(text: &str) -> Result<(), (usize, String)> {
    tokens(text).get(MOST_TOKENS).map_or(Ok(()), |token| Err((token.start, format!("more than {MOST_TOKENS} words"))))
}

/// The syntax tree of `text`, or at which byte it goes wrong and why.
pub(super) fn tree(text: &str) -> Result<Expr, (usize, String)> {
    let tokens = tokens(text);
    if let Some(token) = overflow(&tokens) {
        return Err((token.start, format!("{:?} is too long", token.text)));
    }
    parse(text).map_err(|why| {
        let vague = why == NO_GRAMMAR || why == UNCLOSED;
        match (first_wrong(text, &tokens, &why), open(&tokens).last()) {
            (Some(token), _) if vague => (token.start, format!("{:?} is not expected", token.text)),
            (Some(token), _) => (token.start, why),
            (None, Some(open)) => (open.start, format!("{:?} is not closed", open.text)),
            (None, None) if vague => (text.len(), "more is expected at the end".to_owned()),
            (None, None) => (text.len(), why),
        }
    })
}

/// A number of seconds, for a range or an offset, that no duration holds.
fn overflow<'a>(tokens: &[Token<'a>]) -> Option<Token<'a>> {
    let seconds = |token: &Token<'_>| match token.kind {
        Kind::Number => token.text.parse().unwrap_or(0.0),
        _ if token.is_word_of(&["inf", "nan"]) => f64::INFINITY,
        _ => 0.0,
    };
    let long = |nth: &usize| {
        let before = |n: usize| nth.checked_sub(n).map(|at| &tokens[at]);
        let sign = before(1).is_some_and(|token| token.is("+") || token.is("-"));
        let place = before(if sign { 2 } else { 1 });
        place.is_some_and(|token| token.is("[") || token.is(":") || token.is_word_of(&["offset"]))
            && seconds(&tokens[*nth]) >= LONGEST
    };
    (0..tokens.len()).find(long).map(|nth| tokens[nth])
}

/// The first token with which no query could go on, if there is one.
///
/// Each beginning is completed in several ways. If one of them is a query, or fails only because of something that is said better than
/// "not of the grammar" and is not what is wrong with the whole, then the beginning was not at fault.
fn first_wrong<'a>(text: &str, tokens: &[Token<'a>], why: &str) -> Option<Token<'a>> {
    let wrong = |nth: usize| {
        let begun = &text[..tokens[nth].end];
        let open = open(&tokens[..=nth]);
        !completions(&open).any(|rest| {
            let whole = format!("{begun} {rest}");
            lexer(&whole).is_ok() && parse(&whole).map_or_else(|other| other != NO_GRAMMAR && other != why, |_| true)
        })
    };
    (0..tokens.len()).find(|nth| wrong(*nth)).map(|nth| tokens[nth])
}

/// The brackets that are open, the outermost first.
fn open<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut open = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == Kind::Symbol) {
        match token.text {
            "(" | "[" | "{" => open.push(*token),
            ")" | "]" | "}" => _ = open.pop(),
            _ => (),
        }
    }
    open
}

/// Ways to end a text in which `open` is open.
fn completions(open: &[Token<'_>]) -> impl Iterator<Item = String> {
    let close = |token: &Token<'_>| match token.text {
        "(" => ")",
        "[" => "]",
        _ => "}",
    };
    let outer: String = open.iter().rev().skip(1).map(close).collect();
    let inner = open.last().map_or("", close);
    let parts: &[&str] = match inner {
        "}" => &["", "x=\"\"", "=\"\"", "\"\""],
        "]" => &["", "1m", ":", "1m:"],
        _ => &["", "x", "1m", "(x)", "(1) x", "(x) (x)", "(x) x", "x[1m]", "x, x"],
    };
    // What may have to follow a list of labels.
    let after: &[&str] = if inner == ")" { &["", "x", "(x)"] } else { &["", "(x)"] };
    parts
        .iter()
        .flat_map(move |part| after.iter().map(move |after| format!("{part}{inner} {after}")))
        .map(move |rest| rest + &outer)
}
