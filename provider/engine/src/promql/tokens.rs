//! Where the words of a query are: the parser's own tokens have no positions that it tells.

use std::fmt;

/// A place in a query, both from 1, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

impl Position {
    /// The place of byte `at` of `text`, or its end.
    pub(super) fn of(text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line, column }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword or a variable.
    Word,
    /// A number or a duration.
    Number,
    /// With its quotes; to the end of the text if the last is missing.
    Text,
    /// An operator, or one character of anything else.
    Symbol,
}

/// One token; `start..end` are its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token<'_> {
    pub(super) fn is(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    /// Keywords have no case.
    pub(super) fn is_word_of(&self, words: &[&str]) -> bool {
        self.kind == Kind::Word && words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }
}

/// The operators of two characters.
const OPERATORS: [&str; 6] = ["==", "!=", ">=", "<=", "=~", "!~"];

/// All tokens but spaces and comments.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match first {
            c if c.is_whitespace() => (None, c.len_utf8()),
            '#' => (None, rest.find('\n').unwrap_or(rest.len())),
            '"' | '\'' | '`' => (Some(Kind::Text), quoted(rest, first)),
            c if c.is_ascii_digit() => (Some(Kind::Number), run(rest, |c| c.is_ascii_alphanumeric() || c == '.')),
            c if in_word(c) => (Some(Kind::Word), run(rest, |c| in_word(c) || c.is_ascii_digit())),
            _ if OPERATORS.iter().any(|two| rest.starts_with(two)) => (Some(Kind::Symbol), 2),
            c => (Some(Kind::Symbol), c.len_utf8()),
        };
        if let Some(kind) = kind {
            tokens.push(Token { kind, text: &rest[..length], start: at, end: at + length });
        }
        at += length;
    }
    tokens
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | ':' | '$')
}

fn run(text: &str, of: fn(char) -> bool) -> usize {
    text.find(|c| !of(c)).unwrap_or(text.len())
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote != '`' {
            escaped = true;
        } else if c == quote {
            return at + 1;
        }
    }
    text.len()
}
