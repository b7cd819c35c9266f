//! One field of a model as one attribute.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Expr, Field, Ident, Path, Type};

use crate::options::{self, Need, Options, Written};
use crate::shape::{self, Shape};
use crate::{doc, name};

/// A field, understood.
pub(crate) struct Attribute<'a> {
    pub(crate) field: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) name: String,
    /// Whether its value stays out of what is written.
    pub(crate) write_only: bool,
    /// Its default as a value, when it has one.
    pub(crate) default: Option<TokenStream>,
    /// Its description, as an expression of `schema::Attribute`.
    pub(crate) schema: TokenStream,
}

/// Understands a field, or says what makes no sense.
pub(crate) fn read(field: &Field) -> syn::Result<Attribute<'_>> {
    let ident = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a field needs a name"))?;
    let options = options::read(&field.attrs)?;
    let name = options.name.as_ref().map_or_else(|| name::of_field(ident), syn::LitStr::value);
    match &options.name {
        Some(given) => name::check(&name, given)?,
        None => name::check(&name, ident)?,
    }
    let (shape, inner) = shape::of(&field.ty);
    check(&options, shape, &field.ty)?;

    let default = default(&options, shape, inner, &field.ty)?;
    let need = match (&options.need, shape) {
        (Some((_, need)), _) => *need,
        (None, Shape::Option | Shape::Attr) => Need::Optional,
        (None, Shape::Plain) if default.is_some() => Need::Optional,
        (None, Shape::Plain) => Need::Required,
    };
    let schema = schema(&name, need, &options, default.as_ref(), field);
    Ok(Attribute { field: ident, ty: &field.ty, name, write_only: options.write_only.is_some(), default, schema })
}

/// What contradicts itself.
fn check(options: &Options, shape: Shape, ty: &Type) -> syn::Result<()> {
    let need = options.need.as_ref().map(|(_, need)| *need);
    let is_computed = matches!(need, Some(Need::Computed | Need::OptionalComputed));
    if let Some((word, _)) = options.need.as_ref().filter(|_| is_computed && shape != Shape::Attr) {
        let text = format!("what is `{word}` is not known while it is planned: its type must be `Attr<...>`");
        return Err(Error::new_spanned(ty, text));
    }
    if let Some((word, _)) = options.computed.as_ref().filter(|_| !is_computed) {
        return Err(Error::new(word.span(), format!("`{word}` is for `computed` or `optional_computed` attributes")));
    }
    if let Some((word, _)) = &options.default {
        if let Some((need, _)) = options.need.as_ref().filter(|(_, need)| *need != Need::Optional) {
            return Err(Error::new(word.span(), format!("`default` and `{need}` exclude each other")));
        }
        if shape == Shape::Option {
            return Err(Error::new_spanned(ty, "with a default it is never absent: drop the `Option`"));
        }
    }
    if let Some(word) = &options.write_only {
        let other = options.need.as_ref().filter(|_| is_computed).map(|(other, _)| other);
        let other = other.or(options.default.as_ref().map(|(other, _)| other)).or(options.replace.as_ref());
        if let Some(other) = other {
            let text = format!("`write_only` and `{other}` exclude each other: its value is in no plan and no state");
            return Err(Error::new(word.span(), text));
        }
        if shape == Shape::Plain {
            let text = "what is `write_only` is absent in plan and state: its type must be `Option<...>`";
            return Err(Error::new_spanned(ty, text));
        }
    }
    if need == Some(Need::Computed) {
        let word = options.replace.as_ref().or(options.constraints.first().map(|(word, _)| word));
        if let Some(word) = word {
            return Err(Error::new(word.span(), format!("`{word}` is for what can be configured")));
        }
    }
    if need == Some(Need::Optional) && shape == Shape::Plain && options.default.is_none() && !shape::is_collection(ty) {
        return Err(Error::new_spanned(ty, "what is `optional` may be absent: use `Option<...>` or give a `default`"));
    }
    Ok(())
}

/// The default as a value. An optional collection without `Option` is empty when it is left out.
fn default(options: &Options, shape: Shape, inner: &Type, ty: &Type) -> syn::Result<Option<TokenStream>> {
    let value = match &options.default {
        Some((_, Written::Bare)) => quote!(::tfplugin_rs::field::derived::defaults::<#inner>()),
        Some((_, Written::Expr(expr))) => written(expr, inner)?,
        None if options.need.as_ref().is_some_and(|(_, need)| *need == Need::Optional) && shape == Shape::Plain => {
            empty(ty)
        }
        None => return Ok(None),
    };
    Ok(Some(value))
}

fn empty(ty: &Type) -> TokenStream {
    quote!(::tfplugin_rs::Field::to_value(&<#ty as ::std::default::Default>::default()))
}

/// A default that is written out: `[]` and `{}` are empty collections, a path to a function is called, anything else
/// becomes a value as it is.
fn written(expr: &Expr, ty: &Type) -> syn::Result<TokenStream> {
    let value = quote!(::tfplugin_rs::value::Value);
    Ok(match expr {
        Expr::Array(array) if array.elems.is_empty() => empty(ty),
        Expr::Block(block) if block.block.stmts.is_empty() => empty(ty),
        Expr::Array(array) if shape::is_collection(ty) => {
            let elements = array.elems.iter();
            if shape::is_set(ty) {
                quote!(#value::set([#(#value::from(#elements)),*]))
            } else {
                quote!(#value::List(::std::vec![#(#value::from(#elements)),*]))
            }
        }
        Expr::Array(array) => return Err(Error::new_spanned(array, "a list is a default for a list or set only")),
        Expr::Path(path) if is_function(&path.path) => quote!(#value::from(#path())),
        other => quote!(#value::from(#other)),
    })
}

/// Functions are in lower case, constants and variants are not.
fn is_function(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| last.ident.to_string().starts_with(|c: char| c.is_lowercase() || c == '_'))
}

fn schema(name: &str, need: Need, options: &Options, default: Option<&TokenStream>, field: &Field) -> TokenStream {
    let ty = &field.ty;
    let description = doc::text(&field.attrs);
    let need = match need {
        Need::Required => quote!(Required),
        Need::Optional => quote!(Optional),
        Need::Computed => quote!(Computed),
        Need::OptionalComputed => quote!(OptionalComputed),
    };
    let mut set = Vec::new();
    let yes = [
        (&options.sensitive, quote!(sensitive)),
        (&options.write_only, quote!(write_only)),
        (&options.replace, quote!(replace)),
    ];
    set.extend(yes.iter().filter(|(word, _)| word.is_some()).map(|(_, name)| quote!(#name: true)));
    if let Some(text) = &options.deprecated {
        set.push(quote!(deprecated: ::std::option::Option::Some(::std::string::String::from(#text))));
    }
    if let Some(default) = default {
        let checked = quote!(::tfplugin_rs::field::derived::default_of::<#ty>(#name, #default));
        set.push(quote!(default: ::std::option::Option::Some(#checked)));
    }
    if let Some((_, computed)) = &options.computed {
        set.push(quote!(computed: #computed));
    }
    if !options.constraints.is_empty() {
        let constraints = options.constraints.iter().map(|(_, constraint)| constraint);
        set.push(quote!(constraints: ::std::vec![#(#constraints),*]));
    }
    quote! {
        ::tfplugin_rs::schema::Attribute {
            #(#set,)*
            ..::tfplugin_rs::field::derived::attribute::<#ty>(
                #name,
                ::tfplugin_rs::schema::Need::#need,
                #description,
            )
        }
    }
}
