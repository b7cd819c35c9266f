//! Pages of providers, resources, data sources and ephemeral resources.

use std::fmt::Write as _;

use super::{Site, nested};
use crate::schema::Schema;

/// A type's name without the provider's: `cluster` for `kgas_cluster`.
pub(super) fn short<'a>(type_name: &'a str, site: &Site) -> &'a str {
    type_name.strip_prefix(&site.provider).and_then(|rest| rest.strip_prefix('_')).unwrap_or(type_name)
}

/// The provider's page.
pub(super) fn index(schema: &Schema, site: &Site) -> String {
    let provider = &site.provider;
    let mut page = head(&format!("{provider} Provider"), &schema.description);
    paragraph(&mut page, &format!("# {provider} Provider"));
    body(&mut page, schema, "index", site);
    finished(&page)
}

/// The page of something of which there are several, a `kind` such as `Resource`.
pub(super) fn thing(kind: &str, type_name: &str, schema: &Schema, path: &str, site: &Site) -> String {
    let mut page = head(&format!("{type_name} {kind} - {}", site.provider), &schema.description);
    paragraph(&mut page, &format!("# {type_name} ({kind})"));
    body(&mut page, schema, path, site);
    if let Some(id) = site.imports.get(type_name).filter(|_| kind == "Resource") {
        paragraph(&mut page, "## Import");
        let block = format!("import {{\n  to = {type_name}.example\n  id = {id:?}\n}}");
        code(&mut page, "terraform", &block);
        code(&mut page, "shell", &format!("terraform import {type_name}.example {id}"));
    }
    finished(&page)
}

/// What every page starts with.
pub(super) fn head(title: &str, description: &str) -> String {
    let first = description.split("\n\n").next().unwrap_or_default().replace('\n', "\n  ");
    format!("---\npage_title: {title:?}\nsubcategory: \"\"\ndescription: |-\n  {first}\n---\n\n")
}

/// The example of a page, if there is one.
pub(super) fn example(page: &mut String, path: &str, site: &Site) {
    if let Some(example) = site.examples.get(path) {
        paragraph(page, "## Example Usage");
        code(page, "terraform", example.trim_end());
    }
}

/// Something between empty lines.
pub(super) fn paragraph(page: &mut String, text: &str) {
    page.push_str(text);
    page.push_str("\n\n");
}

/// A fenced block.
pub(super) fn code(page: &mut String, language: &str, text: &str) {
    // Writing to a string cannot fail.
    let _ = write!(page, "```{language}\n{text}\n```\n\n");
}

/// One newline at the end.
pub(super) fn finished(page: &str) -> String {
    format!("{}\n", page.trim_end())
}

fn body(page: &mut String, schema: &Schema, path: &str, site: &Site) {
    if let Some(instead) = &schema.deprecated {
        paragraph(page, &format!("~> **Deprecated** {instead}"));
    }
    paragraph(page, &schema.description);
    example(page, path, site);
    paragraph(page, "## Schema");
    page.push_str(&nested::sections(schema));
}
