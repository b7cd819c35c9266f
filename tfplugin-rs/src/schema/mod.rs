//! What a resource's configuration and state look like, and what the plan does with each attribute.
//!
//! Source: <https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol#schema>.

mod attribute;
mod block;
mod constraint;
mod refused;

use crate::field::Model;
use crate::value::Type;

pub use attribute::{Attribute, Computed, Kind, Need, Nesting};
pub use block::{Block, BlockNesting};
pub use constraint::Constraint;

/// The schema of a provider, resource, data source or ephemeral resource.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Raised when state of the older form has to be upgraded. Starts at 0.
    pub version: i64,
    /// Markdown for the documentation.
    pub description: String,
    /// What to use instead, when this is on its way out.
    pub deprecated: Option<String>,
    /// Attributes in the order of declaration.
    pub attributes: Vec<Attribute>,
    /// Blocks in the order of declaration. New schemas use nested attributes instead.
    pub blocks: Vec<Block>,
}

impl Schema {
    /// The schema of a model, at version 0.
    ///
    /// # Panics
    /// With debug assertions: a computed attribute changes with one that is not there. The first test that asks for the
    /// schema finds it.
    #[must_use]
    pub fn of<M: Model>() -> Self {
        let schema = Self { description: M::description().to_owned(), attributes: M::attributes(), ..Self::default() };
        if cfg!(debug_assertions) {
            let missing = schema.missing_causes(&schema.attributes);
            assert!(missing.is_empty(), "Attributes change with what is not there: {}", missing.join(", "));
        }
        schema
    }

    /// What computed attributes are said to change with, and is no root attribute.
    fn missing_causes(&self, attributes: &[Attribute]) -> Vec<String> {
        let is_here = |cause: &&str| self.attributes.iter().any(|root| root.name == *cause);
        let missing = |attribute: &Attribute| {
            let causes: &[&str] = if let Computed::With(causes) = &attribute.computed { causes } else { &[] };
            let own = causes.iter().filter(|cause| !is_here(cause));
            let own: Vec<_> = own.map(|cause| format!("{} with {cause}", attribute.name)).collect();
            match &attribute.kind {
                Kind::Nested(_, inside) => [own, self.missing_causes(inside)].concat(),
                Kind::Value(_) => own,
            }
        };
        attributes.iter().flat_map(missing).collect()
    }

    /// The same schema at `version`.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = version;
        self
    }

    /// The type of a value of this schema: always an object, with one attribute for each attribute and block.
    #[must_use]
    pub fn ty(&self) -> Type {
        let attributes = self.attributes.iter().map(|attribute| (attribute.name.clone(), attribute.kind.ty()));
        let blocks = self.blocks.iter().map(|block| (block.name.clone(), block.ty()));
        Type::object(attributes.chain(blocks))
    }

    /// The type of an object with these attributes and nothing else, as an identity is.
    pub(crate) fn object(attributes: &[Attribute]) -> Type {
        Type::object(attributes.iter().map(|attribute| (attribute.name.clone(), attribute.kind.ty())))
    }
}
