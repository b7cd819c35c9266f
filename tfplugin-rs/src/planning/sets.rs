//! Which element of a set was which before: elements have no address, so what is configured tells.

use std::collections::{BTreeMap, VecDeque};

use crate::schema::{Attribute, Block, Kind};
use crate::value::Value;

/// For each element of `config`, the one of `prior` that it may have become: the same in all that is configured. Each prior
/// element is given out once. Elements are found by what can only come from a configuration, so that large sets are matched
/// without comparing every pair.
pub(crate) fn counterparts<'p>(
    attributes: &[Attribute],
    blocks: &[Block],
    config: &[Value],
    prior: &'p [Value],
) -> Vec<Option<&'p Value>> {
    let mut candidates: BTreeMap<Value, VecDeque<&Value>> = BTreeMap::new();
    for element in prior {
        candidates.entry(key(attributes, blocks, element)).or_default().push_back(element);
    }
    let mut counterpart = |element: &Value| {
        let candidates = candidates.get_mut(&key(attributes, blocks, element))?;
        let position = candidates.iter().position(|prior| may_become(attributes, blocks, prior, element))?;
        candidates.remove(position)
    };
    // What leaves least out may have become the fewest: it chooses first.
    let mut order: Vec<_> = (0..config.len()).collect();
    order.sort_by_key(|position| left_out(attributes, blocks, &config[*position]));
    let mut found = vec![None; config.len()];
    for position in order {
        found[position] = counterpart(&config[position]);
    }
    found
}

/// How many values an element leaves to the provider.
fn left_out(attributes: &[Attribute], blocks: &[Block], element: &Value) -> usize {
    let one = |value| left_out(attributes, blocks, value);
    match element {
        Value::Object(parts) => {
            let attribute = |one: &Attribute| match (parts.get(&one.name), &one.kind) {
                (Some(Value::Null), _) => usize::from(may_be_computed(one)),
                (Some(part), Kind::Nested(_, inner)) => left_out(inner, &[], part),
                _ => 0,
            };
            let block =
                |one: &Block| parts.get(&one.name).map_or(0, |part| left_out(&one.attributes, &one.blocks, part));
            attributes.iter().map(attribute).sum::<usize>() + blocks.iter().map(block).sum::<usize>()
        }
        Value::List(all) | Value::Set(all) => all.iter().map(one).sum(),
        Value::Map(all) => all.values().map(one).sum(),
        _ => 0,
    }
}

fn may_be_computed(one: &Attribute) -> bool {
    one.need.is_computed() || one.default.is_some()
}

/// The element without what the provider may have set.
fn key(attributes: &[Attribute], blocks: &[Block], element: &Value) -> Value {
    match element {
        Value::Object(parts) => {
            let mut bare = BTreeMap::new();
            for one in attributes.iter().filter(|one| !may_be_computed(one)) {
                let Some(part) = parts.get(&one.name) else { continue };
                let part = match &one.kind {
                    Kind::Value(_) => part.clone(),
                    Kind::Nested(_, inner) => key(inner, &[], part),
                };
                bare.insert(one.name.clone(), part);
            }
            for one in blocks {
                if let Some(part) = parts.get(&one.name) {
                    bare.insert(one.name.clone(), key(&one.attributes, &one.blocks, part));
                }
            }
            Value::Object(bare)
        }
        Value::List(all) => Value::List(all.iter().map(|one| key(attributes, blocks, one)).collect()),
        Value::Set(all) => Value::set(all.iter().map(|one| key(attributes, blocks, one))),
        Value::Map(all) => {
            Value::Map(all.iter().map(|(name, one)| (name.clone(), key(attributes, blocks, one))).collect())
        }
        other => other.clone(),
    }
}

/// Whether `prior` differs from `config` only in what the provider set because the configuration left it out.
fn may_become(attributes: &[Attribute], blocks: &[Block], prior: &Value, config: &Value) -> bool {
    if prior == config {
        return true;
    }
    let one = |(prior, config): (&Value, &Value)| may_become(attributes, blocks, prior, config);
    match (prior, config) {
        (Value::Object(prior), Value::Object(config)) => {
            let part = |parts: &BTreeMap<String, Value>, name: &str| parts.get(name).cloned().unwrap_or(Value::Null);
            let attribute = |one: &Attribute| {
                let (prior, config) = (part(prior, &one.name), part(config, &one.name));
                match &one.kind {
                    _ if prior == config || (config.is_null() && may_be_computed(one)) => true,
                    Kind::Nested(_, inner) => may_become(inner, &[], &prior, &config),
                    Kind::Value(_) => false,
                }
            };
            let block = |one: &Block| {
                may_become(&one.attributes, &one.blocks, &part(prior, &one.name), &part(config, &one.name))
            };
            attributes.iter().all(attribute) && blocks.iter().all(block)
        }
        (Value::List(prior), Value::List(config)) => prior.len() == config.len() && prior.iter().zip(config).all(one),
        (Value::Map(prior), Value::Map(config)) => {
            prior.keys().eq(config.keys()) && prior.values().zip(config.values()).all(one)
        }
        (Value::Set(prior), Value::Set(config)) => {
            prior.len() == config.len() && counterparts(attributes, blocks, config, prior).iter().all(Option::is_some)
        }
        _ => false,
    }
}
