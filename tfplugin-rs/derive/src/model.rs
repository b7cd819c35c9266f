//! `#[derive(Model)]`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields};

use crate::attribute::{self, Attribute};
use crate::doc;

/// The implementations of `Model` and `Field`, and the way into a value.
pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let named = match &input.data {
        Data::Struct(data) => Some(&data.fields),
        Data::Enum(_) | Data::Union(_) => None,
    };
    let Some(Fields::Named(fields)) = named else {
        return Err(Error::new_spanned(&input.ident, "a model is a struct with named fields"));
    };
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a model has one schema, so it takes no parameters"));
    }
    let attributes = crate::all(fields.named.iter().map(attribute::read))?;
    distinct(&attributes)?;

    let model = &input.ident;
    let description = doc::text(&input.attrs);
    let schemas = attributes.iter().map(|attribute| &attribute.schema);
    let reading = reading(&attributes);
    let writing = attributes.iter().map(writing);
    Ok(quote! {
        #[automatically_derived]
        impl ::tfplugin_rs::Model for #model {
            fn attributes() -> ::std::vec::Vec<::tfplugin_rs::schema::Attribute> {
                ::std::vec![#(#schemas),*]
            }

            fn description() -> &'static str {
                #description
            }
        }

        #[automatically_derived]
        impl ::tfplugin_rs::Field for #model {
            fn kind() -> ::tfplugin_rs::schema::Kind {
                ::tfplugin_rs::schema::Kind::Nested(
                    ::tfplugin_rs::schema::Nesting::Single,
                    <Self as ::tfplugin_rs::Model>::attributes(),
                )
            }

            fn from_value(
                value: &::tfplugin_rs::value::Value,
            ) -> ::std::result::Result<Self, ::tfplugin_rs::Problems> {
                #reading
            }

            fn to_value(&self) -> ::tfplugin_rs::value::Value {
                ::tfplugin_rs::value::Value::Object(::std::collections::BTreeMap::from([#(#writing),*]))
            }
        }

        #[automatically_derived]
        impl ::std::convert::From<#model> for ::tfplugin_rs::value::Value {
            fn from(model: #model) -> Self {
                ::tfplugin_rs::Field::to_value(&model)
            }
        }
    })
}

fn distinct(attributes: &[Attribute<'_>]) -> syn::Result<()> {
    let mut names = BTreeSet::new();
    let again = attributes.iter().filter(|attribute| !names.insert(&attribute.name));
    let error = |again: &Attribute<'_>| {
        Err(Error::new_spanned(again.field, format!("another attribute is named {:?}", again.name)))
    };
    crate::all(again.map(error)).map(|_: Vec<()>| ())
}

/// Reads all attributes before it looks whether each is there, so that every problem is told.
fn reading(attributes: &[Attribute<'_>]) -> TokenStream {
    let places: Vec<_> = (0..attributes.len()).map(|position| format_ident!("attribute_{position}")).collect();
    let fields = attributes.iter().map(|attribute| attribute.field);
    let reads = attributes.iter().zip(&places).map(|(attribute, place)| {
        let (ty, name) = (attribute.ty, &attribute.name);
        let default = attribute.default.as_ref();
        let default = default.map_or_else(
            || quote!(::std::option::Option::None),
            |default| quote!(::std::option::Option::Some(&|| #default)),
        );
        quote!(let #place = ::tfplugin_rs::field::read_attribute::<#ty>(object, #name, #default, &mut problems);)
    });
    let (object, problems) =
        if attributes.is_empty() { (quote!(_), quote!(problems)) } else { (quote!(object), quote!(mut problems)) };
    quote! {
        let ::tfplugin_rs::value::Value::Object(#object) = value else {
            return ::std::result::Result::Err(::tfplugin_rs::Problems::misfit(value, "an object"));
        };
        let #problems = ::tfplugin_rs::Problems::none();
        #(#reads)*
        match (#(#places,)*) {
            (#(::std::option::Option::Some(#places),)*) if problems.is_empty() => {
                ::std::result::Result::Ok(Self { #(#fields: #places),* })
            }
            _ => ::std::result::Result::Err(problems),
        }
    }
}

fn writing(attribute: &Attribute<'_>) -> TokenStream {
    let (field, name) = (attribute.field, &attribute.name);
    let value = if attribute.write_only {
        quote!(::tfplugin_rs::value::Value::Null)
    } else {
        quote!(::tfplugin_rs::Field::to_value(&self.#field))
    };
    quote!((::std::string::String::from(#name), #value))
}
