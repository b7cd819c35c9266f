//! Names in HCL.

use syn::ext::IdentExt;
use syn::{Error, Ident};

/// The name of a field in HCL: its own, without `r#`.
pub(crate) fn of_field(field: &Ident) -> String {
    field.unraw().to_string()
}

/// The snake case of a variant's name: `PerZone` is `per_zone`.
pub(crate) fn of_variant(variant: &Ident) -> String {
    let letters: Vec<char> = variant.unraw().to_string().chars().collect();
    let mut word = String::new();
    for (position, letter) in letters.iter().enumerate() {
        let after_small = position > 0 && !letters[position - 1].is_uppercase();
        let before_small = letters.get(position + 1).is_some_and(|next| next.is_lowercase());
        if position > 0 && letter.is_uppercase() && (after_small || before_small) {
            word.push('_');
        }
        word.extend(letter.to_lowercase());
    }
    word
}

/// Terraform takes lower case letters, digits and underscores, a letter first.
pub(crate) fn check(name: &str, at: &dyn quote::ToTokens) -> syn::Result<()> {
    let lower = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(lower) {
        Ok(())
    } else {
        let text = format!("{name:?} cannot be an attribute: write lower case letters, digits and underscores");
        Err(Error::new_spanned(at, text))
    }
}
