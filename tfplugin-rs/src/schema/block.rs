//! Nested blocks: the older way to write nested things, kept for schemas that migrate.

use crate::schema::Attribute;
use crate::value::Type;

/// How several blocks of one name are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockNesting {
    /// At most one; null when absent.
    Single,
    /// Always one object; its attributes are null when the block is absent.
    Group,
    /// In order; empty when absent.
    List,
    /// Distinct; empty when absent.
    Set,
    /// By label; empty when absent.
    Map,
}

/// A nested block.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its name in HCL.
    pub name: String,
    /// How several are held.
    pub nesting: BlockNesting,
    /// Fewest that a configuration must write.
    pub min_items: u64,
    /// Most that a configuration may write; zero for no limit.
    pub max_items: u64,
    /// The provider may fill it when the configuration leaves it out (protocol 6.11).
    pub computed: bool,
    /// Markdown for the documentation.
    pub description: String,
    /// What to use instead, when it is on its way out.
    pub deprecated: Option<String>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Its own blocks.
    pub blocks: Vec<Block>,
}

impl Block {
    /// A block of which only these are said: as many as one likes, without blocks of its own.
    #[must_use]
    pub fn new(name: impl Into<String>, nesting: BlockNesting, attributes: Vec<Attribute>) -> Self {
        Self {
            name: name.into(),
            nesting,
            min_items: 0,
            max_items: 0,
            computed: false,
            description: String::new(),
            deprecated: None,
            attributes,
            blocks: Vec::new(),
        }
    }

    /// The type of its value in the object around it.
    #[must_use]
    pub fn ty(&self) -> Type {
        let attributes = self.attributes.iter().map(|attribute| (attribute.name.clone(), attribute.kind.ty()));
        let blocks = self.blocks.iter().map(|block| (block.name.clone(), block.ty()));
        let object = Type::object(attributes.chain(blocks));
        match self.nesting {
            BlockNesting::Single | BlockNesting::Group => object,
            BlockNesting::List => Type::List(Box::new(object)),
            BlockNesting::Set => Type::Set(Box::new(object)),
            BlockNesting::Map => Type::Map(Box::new(object)),
        }
    }
}
