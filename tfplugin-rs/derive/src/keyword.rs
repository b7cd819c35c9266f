//! `#[derive(Keyword)]`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Variant};

use crate::{doc, name};

/// The implementations of `Keyword` and `Field`, and the way into a value.
pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "keywords are the variants of an enum"));
    };
    if data.variants.is_empty() {
        return Err(Error::new_spanned(&input.ident, "there must be a keyword to choose"));
    }
    let mut taken = BTreeSet::new();
    let read = |variant| {
        let word = word(variant)?;
        if taken.insert(word.clone()) {
            Ok(word)
        } else {
            Err(Error::new_spanned(variant, format!("another variant is the keyword {word:?}")))
        }
    };
    let words = crate::all(data.variants.iter().map(read))?;

    let keyword = &input.ident;
    let variants: Vec<_> = data.variants.iter().map(|variant| &variant.ident).collect();
    let docs = data.variants.iter().map(|variant| doc::text(&variant.attrs));
    Ok(quote! {
        #[automatically_derived]
        impl ::tfplugin_rs::Keyword for #keyword {
            const WORDS: &'static [(&'static str, &'static str)] = &[#((#words, #docs)),*];

            fn word(&self) -> &'static str {
                match self {
                    #(Self::#variants => #words,)*
                }
            }

            fn from_word(word: &str) -> ::std::option::Option<Self> {
                match word {
                    #(#words => ::std::option::Option::Some(Self::#variants),)*
                    _ => ::std::option::Option::None,
                }
            }
        }

        #[automatically_derived]
        impl ::tfplugin_rs::Field for #keyword {
            fn kind() -> ::tfplugin_rs::schema::Kind {
                <::std::string::String as ::tfplugin_rs::Field>::kind()
            }

            fn from_value(
                value: &::tfplugin_rs::value::Value,
            ) -> ::std::result::Result<Self, ::tfplugin_rs::Problems> {
                ::tfplugin_rs::field::derived::keyword(value)
            }

            fn to_value(&self) -> ::tfplugin_rs::value::Value {
                ::tfplugin_rs::value::Value::from(::tfplugin_rs::Keyword::word(self))
            }

            fn words() -> &'static [(&'static str, &'static str)] {
                <Self as ::tfplugin_rs::Keyword>::WORDS
            }
        }

        #[automatically_derived]
        impl ::std::convert::From<#keyword> for ::tfplugin_rs::value::Value {
            fn from(keyword: #keyword) -> Self {
                ::tfplugin_rs::Field::to_value(&keyword)
            }
        }
    })
}

fn word(variant: &Variant) -> syn::Result<String> {
    if !matches!(variant.fields, Fields::Unit) {
        return Err(Error::new_spanned(variant, "a keyword holds nothing"));
    }
    let given = variant.attrs.iter().find(|attribute| attribute.path().is_ident("keyword"));
    given.map_or_else(
        || Ok(name::of_variant(&variant.ident)),
        |attribute| attribute.parse_args::<LitStr>().map(|word| word.value()),
    )
}
