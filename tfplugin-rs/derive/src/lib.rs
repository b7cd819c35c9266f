//! The derives of tfplugin-rs: `Model` and `Keyword`. Their documentation is with the traits of the same names there.

mod attribute;
mod doc;
mod keyword;
mod model;
mod name;
mod options;
mod shape;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `tfplugin_rs::Model` for a struct with named fields.
#[proc_macro_derive(Model, attributes(attr))]
pub fn model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    model::expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Implements `tfplugin_rs::Keyword` for an enum without fields.
#[proc_macro_derive(Keyword, attributes(keyword))]
pub fn keyword(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    keyword::expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Keeps every error of a list of results, so that one compilation shows them all.
fn all<T>(results: impl Iterator<Item = syn::Result<T>>) -> syn::Result<Vec<T>> {
    let mut read = Vec::new();
    let mut errors: Option<syn::Error> = None;
    for result in results {
        match (result, &mut errors) {
            (Ok(one), _) => read.push(one),
            (Err(error), Some(errors)) => errors.combine(error),
            (Err(error), none) => *none = Some(error),
        }
    }
    errors.map_or(Ok(read), Err)
}

#[cfg(test)]
mod tests;
