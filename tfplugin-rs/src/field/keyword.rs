//! A closed set of words.

use crate::field::Field;

/// An enum whose variants are words: what `#[derive(Keyword)]` implements, together with [`Field`].
///
/// A variant's word is its name in snake case, or what `#[keyword("...")]` says. Its doc comment goes into the
/// documentation.
///
/// ```
/// use tfplugin_rs::Keyword;
///
/// /// How machines are bought.
/// #[derive(Debug, Clone, Copy, PartialEq, Keyword)]
/// enum Capacity {
///     /// At list price.
///     OnDemand,
///     /// Cheaper, taken away when others pay more.
///     #[keyword("SPOT")]
///     Spot,
/// }
///
/// assert_eq!(Capacity::OnDemand.word(), "on_demand");
/// assert_eq!(Capacity::from_word("SPOT"), Some(Capacity::Spot));
/// ```
pub trait Keyword: Field {
    /// Every word, with what it means in Markdown.
    const WORDS: &'static [(&'static str, &'static str)];

    /// Its word.
    fn word(&self) -> &'static str;

    /// What a word stands for.
    fn from_word(word: &str) -> Option<Self>;
}
