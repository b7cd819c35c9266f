//! Configuration and state become a plan: what is configured, defaults for what is not, and for computed attributes what is
//! known already or a promise.

use crate::schema::{Attribute, Block, BlockNesting, Computed, Kind, Nesting, Schema};
use crate::value::Value;

use super::sets::counterparts;
use super::{changed_roots, only_timeouts_differ};

/// The plan from `prior` (null to create) to `config`. `proposed` is Terraform's own merge of the two; all it says follows
/// from them and the schema, so it only has to be there.
pub(crate) fn plan(schema: &Schema, prior: &Value, proposed: &Value, config: &Value) -> Value {
    if proposed.is_null() {
        return Value::Null;
    }
    if prior.is_null() {
        return Merge { computed: &|_, _| Value::unknown() }.object(&schema.attributes, &schema.blocks, config, prior);
    }
    // First as if nothing computed changed: if that is the state, nothing changes at all.
    let kept =
        Merge { computed: &|_, before| before.clone() }.object(&schema.attributes, &schema.blocks, config, prior);
    let mut changed = changed_roots(schema, prior, &kept);
    if changed.is_empty() || only_timeouts_differ(schema, prior, &kept) {
        return kept;
    }
    loop {
        let planned = unsettled(schema, prior, config, &changed);
        // What changes with something computed changes when that does.
        let more = changed_roots(schema, prior, &planned);
        if more.len() == changed.len() {
            return planned;
        }
        changed = more;
    }
}

/// The plan in which these root attributes change.
fn unsettled(schema: &Schema, prior: &Value, config: &Value, changed: &[String]) -> Value {
    // A value that never came is still to come.
    let stays = |attribute: &Attribute, before: &Value| match &attribute.computed {
        Computed::Anew => false,
        Computed::Keep => !before.is_null(),
        Computed::With(causes) => {
            !before.is_null() && !causes.iter().any(|cause| changed.iter().any(|root| root == cause))
        }
    };
    let computed = |attribute: &Attribute, before: &Value| {
        if stays(attribute, before) { before.clone() } else { Value::unknown() }
    };
    Merge { computed: &computed }.object(&schema.attributes, &schema.blocks, config, prior)
}

struct Merge<'a> {
    /// What to plan for a computed attribute that is not configured, given its value before.
    computed: &'a dyn Fn(&Attribute, &Value) -> Value,
}

impl Merge<'_> {
    fn object(&self, attributes: &[Attribute], blocks: &[Block], config: &Value, prior: &Value) -> Value {
        let Value::Object(configured) = config else { return config.clone() };
        let before = |name: &str| match prior {
            Value::Object(parts) => parts.get(name).unwrap_or(&Value::Null),
            _ => &Value::Null,
        };
        let now = |name: &str| configured.get(name).unwrap_or(&Value::Null);
        let attributes =
            attributes.iter().map(|one| (one.name.clone(), self.attribute(one, now(&one.name), before(&one.name))));
        let blocks = blocks.iter().map(|one| (one.name.clone(), self.block(one, now(&one.name), before(&one.name))));
        Value::Object(attributes.chain(blocks).collect())
    }

    fn attribute(&self, attribute: &Attribute, config: &Value, prior: &Value) -> Value {
        if attribute.write_only {
            return Value::Null;
        }
        match (config, &attribute.default) {
            (Value::Null, Some(default)) => self.value(&attribute.kind, default, prior),
            (Value::Null, None) if attribute.need.is_computed() => (self.computed)(attribute, prior),
            (config, _) => self.value(&attribute.kind, config, prior),
        }
    }

    fn value(&self, kind: &Kind, config: &Value, prior: &Value) -> Value {
        let Kind::Nested(nesting, attributes) = kind else { return config.clone() };
        let nesting = match nesting {
            Nesting::Single => return self.object(attributes, &[], config, prior),
            Nesting::List => Many::List,
            Nesting::Set => Many::Set,
            Nesting::Map => Many::Map,
        };
        self.many(nesting, attributes, &[], config, prior)
    }

    fn block(&self, block: &Block, config: &Value, prior: &Value) -> Value {
        let nesting = match block.nesting {
            BlockNesting::Single | BlockNesting::Group => {
                return self.object(&block.attributes, &block.blocks, config, prior);
            }
            BlockNesting::List => Many::List,
            BlockNesting::Set => Many::Set,
            BlockNesting::Map => Many::Map,
        };
        self.many(nesting, &block.attributes, &block.blocks, config, prior)
    }

    /// Each element against the one before it that has its index or key, or, in a set, the same configuration.
    fn many(&self, nesting: Many, attributes: &[Attribute], blocks: &[Block], config: &Value, prior: &Value) -> Value {
        let one = |config: &Value, prior: &Value| self.object(attributes, blocks, config, prior);
        match (nesting, config) {
            (Many::List, Value::List(all)) => {
                let before: &[Value] = if let Value::List(before) = prior { before } else { &[] };
                let before = before.iter().chain(std::iter::repeat(&Value::Null));
                Value::List(all.iter().zip(before).map(|(config, prior)| one(config, prior)).collect())
            }
            (Many::Map, Value::Map(all)) => {
                let before = if let Value::Map(before) = prior { Some(before) } else { None };
                let element = |(key, config): (&String, &Value)| {
                    let prior = before.and_then(|before| before.get(key)).unwrap_or(&Value::Null);
                    (key.clone(), one(config, prior))
                };
                Value::Map(all.iter().map(element).collect())
            }
            (Many::Set, Value::Set(all)) => {
                let before: &[Value] = if let Value::Set(before) = prior { before } else { &[] };
                let filled = |config: &Value| with_defaults(attributes, blocks, config);
                let filled: Vec<_> = all.iter().map(filled).collect();
                let before = counterparts(attributes, blocks, &filled, before);
                let before = before.into_iter().map(|found| found.unwrap_or(&Value::Null));
                Value::set(all.iter().zip(before).map(|(config, prior)| one(config, prior)))
            }
            (_, other) => other.clone(),
        }
    }
}

#[derive(Clone, Copy)]
enum Many {
    List,
    Set,
    Map,
}

/// What is configured of an object, with defaults for the rest.
pub(super) fn with_defaults(attributes: &[Attribute], blocks: &[Block], config: &Value) -> Value {
    Merge { computed: &|_, _| Value::Null }.object(attributes, blocks, config, &Value::Null)
}
