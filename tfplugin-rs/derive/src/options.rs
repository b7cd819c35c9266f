//! What `#[attr(...)]` says.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, ExprLit, Ident, Lit, LitStr, Token, parenthesized};

/// Who gives the value, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Optional,
    Computed,
    OptionalComputed,
}

/// A default, as written.
pub(crate) enum Written {
    /// `default`: the nested object of its defaults.
    Bare,
    /// `default = ...`.
    Expr(Expr),
}

/// Everything said of one field. Each setting keeps the word that made it, for errors to point at.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) name: Option<LitStr>,
    pub(crate) need: Option<(Ident, Need)>,
    pub(crate) default: Option<(Ident, Written)>,
    pub(crate) sensitive: Option<Ident>,
    pub(crate) write_only: Option<Ident>,
    pub(crate) replace: Option<Ident>,
    pub(crate) deprecated: Option<LitStr>,
    /// `keep` or `changes_with(...)`, as a value of `schema::Computed`.
    pub(crate) computed: Option<(Ident, TokenStream)>,
    /// Values of `schema::Constraint`.
    pub(crate) constraints: Vec<(Ident, TokenStream)>,
}

/// One item between commas.
struct Item {
    word: Ident,
    given: Given,
}

enum Given {
    Nothing,
    Value(Expr),
    Arguments(Vec<Expr>),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any)?;
        let given = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Given::Value(input.parse()?)
        } else if input.peek(syn::token::Paren) {
            let inside;
            parenthesized!(inside in input);
            Given::Arguments(Punctuated::<Expr, Token![,]>::parse_terminated(&inside)?.into_iter().collect())
        } else {
            Given::Nothing
        };
        Ok(Self { word, given })
    }
}

/// Reads every `#[attr(...)]` of a field.
pub(crate) fn read(attributes: &[Attribute]) -> syn::Result<Options> {
    let mut options = Options::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("attr")) {
        let items = attribute.parse_args_with(Punctuated::<Item, Token![,]>::parse_terminated)?;
        crate::all(items.into_iter().map(|item| options.add(item)))?;
    }
    Ok(options)
}

impl Options {
    fn add(&mut self, Item { word, given }: Item) -> syn::Result<()> {
        use Given::{Arguments, Nothing, Value};
        let written = word.to_string();
        match (written.as_str(), given) {
            ("required", Nothing) => once(&mut self.need, &word, Need::Required),
            ("optional", Nothing) => once(&mut self.need, &word, Need::Optional),
            ("computed", Nothing) => once(&mut self.need, &word, Need::Computed),
            ("optional_computed", Nothing) => once(&mut self.need, &word, Need::OptionalComputed),
            ("sensitive", Nothing) => flag(&mut self.sensitive, word),
            ("write_only", Nothing) => flag(&mut self.write_only, word),
            ("replace", Nothing) => flag(&mut self.replace, word),
            ("default", Nothing) => once(&mut self.default, &word, Written::Bare),
            ("default", Value(value)) => once(&mut self.default, &word, Written::Expr(value)),
            ("name", Value(value)) => text(&mut self.name, &word, value),
            ("deprecated", Value(value)) => text(&mut self.deprecated, &word, value),
            ("keep", Nothing) => once(&mut self.computed, &word, quote!(::tfplugin_rs::schema::Computed::Keep)),
            ("changes_with", Arguments(names)) if !names.is_empty() => {
                let computed = quote!(::tfplugin_rs::schema::Computed::With(::std::vec![#(#names),*]));
                once(&mut self.computed, &word, computed)
            }
            ("one_of", Arguments(words)) if !words.is_empty() => {
                self.constrain(word, &quote!(OneOf(::std::vec![#(#words),*])))
            }
            ("between", Arguments(bounds)) if bounds.len() == 2 => self.constrain(word, &quote!(Between(#(#bounds),*))),
            ("length", Arguments(bounds)) if bounds.len() == 2 => self.constrain(word, &quote!(Length(#(#bounds),*))),
            ("must", Arguments(parts)) if parts.len() == 2 => self.constrain(word, &quote!(Must(#(#parts),*))),
            (other, _) => Err(Error::new(word.span(), how_to_write(other))),
        }
    }

    /// One more constraint. Several of a kind may hold at once.
    #[expect(clippy::unnecessary_wraps, reason = "it is one arm among others that can fail")]
    fn constrain(&mut self, word: Ident, variant: &TokenStream) -> syn::Result<()> {
        self.constraints.push((word, quote!(::tfplugin_rs::schema::Constraint::#variant)));
        Ok(())
    }
}

fn once<T>(place: &mut Option<(Ident, T)>, word: &Ident, value: T) -> syn::Result<()> {
    match place {
        Some((before, _)) if before == word => Err(twice(word)),
        Some((before, _)) => Err(Error::new(word.span(), format!("`{word}` and `{before}` exclude each other"))),
        None => {
            *place = Some((word.clone(), value));
            Ok(())
        }
    }
}

fn flag(place: &mut Option<Ident>, word: Ident) -> syn::Result<()> {
    if place.is_some() {
        return Err(twice(&word));
    }
    *place = Some(word);
    Ok(())
}

fn text(place: &mut Option<LitStr>, word: &Ident, value: Expr) -> syn::Result<()> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) if place.is_some() => Err(twice(word)),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            *place = Some(text);
            Ok(())
        }
        other => Err(Error::new_spanned(other, format!("`{word}` takes a string"))),
    }
}

fn twice(word: &Ident) -> Error {
    Error::new(word.span(), format!("`{word}` is given twice"))
}

/// What to write in place of a word that does not read.
fn how_to_write(word: &str) -> String {
    let form = match word {
        "required" | "optional" | "computed" | "optional_computed" | "sensitive" | "write_only" | "replace"
        | "keep" => {
            return format!("write `{word}` alone");
        }
        "default" => "default` or `default = VALUE",
        "name" => "name = \"NAME\"",
        "deprecated" => "deprecated = \"WHAT TO USE INSTEAD\"",
        "changes_with" => "changes_with(\"ATTRIBUTE\", ...)",
        "one_of" => "one_of(\"WORD\", ...)",
        "between" => "between(LOWEST, HIGHEST)",
        "length" => "length(SHORTEST, LONGEST)",
        "must" => "must(\"WHAT IT MUST BE\", CHECK)",
        _ => {
            return format!(
                "unknown option `{word}`: there are required, optional, computed, optional_computed, default, \
                 sensitive, write_only, replace, deprecated, name, keep, changes_with, one_of, between, length and must"
            );
        }
    };
    format!("write `{form}`")
}
