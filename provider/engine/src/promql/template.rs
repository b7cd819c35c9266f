//! A query's text with its variables.

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    Slot,
    Baseline,
    Namespace,
    Name,
    Window,
}

pub(super) const VARIABLES: [(&str, Variable); 5] = [
    ("slot", Variable::Slot),
    ("baseline", Variable::Baseline),
    ("namespace", Variable::Namespace),
    ("name", Variable::Name),
    ("window", Variable::Window),
];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Variable(Variable),
}

/// The name with which `text` begins, and its length with the braces around it, if there are any.
fn name(text: &str) -> (&str, usize) {
    let word = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    match text.strip_prefix('{') {
        Some(inner) if inner[word(inner)..].starts_with('}') => (&inner[..word(inner)], word(inner) + 2),
        Some(_) => ("", 0),
        None => (&text[..word(text)], word(text)),
    }
}

/// A text in which variables were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// Each with the byte of the text at which it begins.
    pieces: Vec<(usize, Piece)>,
}

impl Template {
    /// Finds the variables of `text`; where one begins that is none, and its name.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(dollar) = text[at..].find('$').map(|found| at + found) {
            pieces.push((at, Piece::Text(text[at..dollar].to_owned())));
            let rest = &text[dollar + 1..];
            let (name, length) = name(rest);
            if rest.starts_with('$') {
                pieces.push((dollar, Piece::Text("$".to_owned())));
                at = dollar + 2;
            } else if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
                pieces.push((dollar, Piece::Text("$".to_owned())));
                at = dollar + 1;
            } else if let Some((_, variable)) = VARIABLES.into_iter().find(|(known, _)| *known == name) {
                pieces.push((dollar, Piece::Variable(variable)));
                at = dollar + 1 + length;
            } else {
                return Err((dollar, name.to_owned()));
            }
        }
        pieces.push((at, Piece::Text(text[at..].to_owned())));
        Ok(Self { pieces })
    }

    pub(super) fn uses(&self, variable: Variable) -> bool {
        self.pieces.iter().any(|(_, piece)| *piece == Piece::Variable(variable))
    }

    pub(super) fn render(&self, value: impl Fn(Variable) -> String) -> String {
        self.pieces.iter().map(|(_, piece)| piece.render(&value)).collect()
    }

    /// The byte of the text from which byte `at` of what was rendered comes.
    pub(super) fn source(&self, value: impl Fn(Variable) -> String, at: usize) -> usize {
        let mut rendered = 0;
        for (start, piece) in &self.pieces {
            let length = piece.render(&value).len();
            if at < rendered + length {
                return match piece {
                    Piece::Text(_) => start + at - rendered,
                    Piece::Variable(_) => *start,
                };
            }
            rendered += length;
        }
        usize::MAX
    }
}

impl Piece {
    fn render(&self, value: &impl Fn(Variable) -> String) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Variable(variable) => value(*variable),
        }
    }
}
