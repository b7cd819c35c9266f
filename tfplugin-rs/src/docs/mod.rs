//! Documentation of a provider, from the schemas it serves: Markdown pages as the registry takes them, and the JSON that
//! `terraform providers schema -json` prints. Nothing is served and nothing is written.
//!
//! Source: <https://developer.hashicorp.com/terraform/registry/providers/docs>.

mod function;
mod json;
mod nested;
mod page;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::plugin::Plugin;
use crate::provider::Provider;
use crate::schema::{Attribute, Kind, Schema};

/// What pages say beyond the schemas.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Name of the provider, in front of its types: `kgas`.
    pub provider: String,
    /// Examples in HCL, by page without its ending: `index`, `resources/cluster`, `functions/parse`.
    pub examples: BTreeMap<String, String>,
    /// An identifier to import by, for each resource type that can be imported: `kgas_cluster`.
    pub imports: BTreeMap<String, String>,
}

/// Every page of `provider`, by its path under `docs/`.
///
/// ```
/// # use tfplugin_rs::{Configure, Diagnostics, Model, Offers, Provider, docs};
/// # /// Greets.
/// # #[derive(Model)]
/// # struct Settings {
/// #     /// In which language.
/// #     #[attr(default = "en")]
/// #     language: String,
/// # }
/// # struct Hello;
/// # impl Provider for Hello {
/// #     type Config = Settings;
/// #     type Client = ();
/// #     async fn configure(&self, _: Configure<'_>) -> Result<((), Diagnostics), Diagnostics> {
/// #         Ok(((), Diagnostics::none()))
/// #     }
/// #     fn offers(&self) -> Offers<()> {
/// #         Offers::new()
/// #     }
/// # }
/// let pages = docs::render(Hello, &docs::Site { provider: "hello".to_owned(), ..docs::Site::default() });
/// let index = &pages[std::path::Path::new("index.md")];
/// assert!(index.contains("- `language` (String) In which language. Default: `\"en\"`."));
/// ```
pub fn render(provider: impl Provider, site: &Site) -> BTreeMap<PathBuf, String> {
    let plugin = Plugin::new(provider);
    let mut pages = BTreeMap::from([("index".to_owned(), page::index(&plugin.provider.schema, site))]);
    for (folder, kind, schemas) in kinds(&plugin) {
        for (type_name, schema) in schemas {
            let path = format!("{folder}/{}", page::short(type_name, site));
            pages.insert(path.clone(), page::thing(kind, type_name, schema, &path, site));
        }
    }
    for (name, one) in &plugin.functions {
        let path = format!("functions/{name}");
        pages.insert(path.clone(), function::page(name, &one.signature(), &path, site));
    }
    pages.into_iter().map(|(path, text)| (PathBuf::from(path + ".md"), text)).collect()
}

/// The provider's schemas in the form of `terraform providers schema -json`, under `address`
/// (`registry.terraform.io/acme/kgas`), indented and in a fixed order.
pub fn schema_json(provider: impl Provider, address: &str) -> String {
    json::schemas(&Plugin::new(provider), address)
}

/// Attributes and types without a description, each by where it is: `resources kgas_cluster node_pools.min`.
pub fn undocumented(provider: impl Provider) -> Vec<String> {
    let plugin = Plugin::new(provider);
    let mut bare = Vec::new();
    let mut visit = |at: &str, schema: &Schema| {
        if schema.description.is_empty() {
            bare.push(at.to_owned());
        }
        undescribed(&schema.attributes, &format!("{at} "), &mut bare);
    };
    visit("provider", &plugin.provider.schema);
    for (folder, _, schemas) in kinds(&plugin) {
        for (type_name, schema) in schemas {
            visit(&format!("{folder} {type_name}"), schema);
        }
    }
    bare
}

fn undescribed(attributes: &[Attribute], before: &str, bare: &mut Vec<String>) {
    for attribute in attributes {
        let at = format!("{before}{}", attribute.name);
        if attribute.description.is_empty() {
            bare.push(at.clone());
        }
        if let Kind::Nested(_, inside) = &attribute.kind {
            undescribed(inside, &format!("{at}."), bare);
        }
    }
}

type Kinds<'a> = [(&'static str, &'static str, Vec<(&'static str, &'a Schema)>); 3];

/// Everything that has a schema: the folder of its pages, what it is called, and each with its name.
fn kinds(plugin: &Plugin) -> Kinds<'_> {
    let resources = plugin.resources.iter().map(|(name, one)| (*name, &one.schema)).collect();
    let data_sources = plugin.data_sources.iter().map(|(name, one)| (*name, &one.schema)).collect();
    let ephemerals = plugin.ephemerals.iter().map(|(name, one)| (*name, &one.schema)).collect();
    [
        ("resources", "Resource", resources),
        ("data-sources", "Data Source", data_sources),
        ("ephemeral-resources", "Ephemeral Resource", ephemerals),
    ]
}
