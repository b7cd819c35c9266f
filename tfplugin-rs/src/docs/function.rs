//! Pages of functions.

use std::fmt::Write as _;

use super::page::{code, example, finished, head, paragraph};
use super::{Site, words};
use crate::function::{Parameter, Signature};

/// The page of the function `name`.
pub(super) fn page(name: &str, signature: &Signature, path: &str, site: &Site) -> String {
    let mut page = head(&format!("{name} function - {}", site.provider), signature.summary);
    paragraph(&mut page, &format!("# function: {name}"));
    if let Some(instead) = signature.deprecated {
        paragraph(&mut page, &format!("~> **Deprecated** {instead}"));
    }
    paragraph(&mut page, signature.description);
    example(&mut page, path, site);
    paragraph(&mut page, "## Signature");
    let parameters = signature.parameters.iter().map(|one| format!("{} {}", one.name, words::hcl_type(&one.ty)));
    let rest = signature.variadic.iter().map(|one| format!("{} {}...", one.name, words::hcl_type(&one.ty)));
    let parameters: Vec<_> = parameters.chain(rest).collect();
    let call = format!("{name}({}) {}", parameters.join(", "), words::hcl_type(&signature.returns));
    code(&mut page, "text", &call);
    let arguments: Vec<_> = signature
        .parameters
        .iter()
        .map(|one| (one, ""))
        .chain(signature.variadic.iter().map(|one| (one, "Variadic, ")))
        .collect();
    if !arguments.is_empty() {
        paragraph(&mut page, "## Arguments");
    }
    for (position, (parameter, mark)) in arguments.into_iter().enumerate() {
        argument(&mut page, position + 1, parameter, mark);
    }
    finished(&page)
}

fn argument(page: &mut String, position: usize, parameter: &Parameter, mark: &str) {
    let Parameter { name, ty, allow_null, description, .. } = parameter;
    let nullable = if *allow_null { ", Nullable" } else { "" };
    let description = description.replace('\n', "\n   ");
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{position}. `{name}` ({mark}{}{nullable}) {description}", words::ty(ty));
}
