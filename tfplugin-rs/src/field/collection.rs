//! Lists, sets, maps, and values of any type.

use std::collections::{BTreeMap, BTreeSet};

use crate::field::{Field, Problems, Why, kind_of_many};
use crate::path::Step;
use crate::schema::{Kind, Nesting};
use crate::value::{Type, Value};

/// Reads one element. Terraform lets a null through: where it is no `T`, it is the user's.
fn element<T: Field>(value: &Value) -> Result<T, Problems> {
    let null = || Problems::one(Why::Invalid("An element is null, and each must have a value.".to_owned()));
    T::from_value(value).map_err(|problems| if value.is_null() { null() } else { problems })
}

/// Reads every element, and keeps every problem.
fn read_all<'a, T: Field, C: FromIterator<T>>(
    elements: impl Iterator<Item = (Step, &'a Value)>,
) -> Result<C, Problems> {
    let mut problems = Problems::none();
    let read = |(step, value): (Step, &'a Value)| {
        element(value).map_err(|found: Problems| problems.extend(found.under(&step))).ok()
    };
    let all = elements.filter_map(read).collect();
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

impl<T: Field> Field for Vec<T> {
    fn kind() -> Kind {
        kind_of_many(T::kind(), Nesting::List)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        match value {
            Value::List(all) => read_all(all.iter().enumerate().map(|(index, one)| (Step::Index(index), one))),
            other => Err(Problems::misfit(other, "a list")),
        }
    }

    fn to_value(&self) -> Value {
        Value::List(self.iter().map(Field::to_value).collect())
    }

    fn words() -> &'static [(&'static str, &'static str)] {
        T::words()
    }
}

impl<T: Field + Ord> Field for BTreeSet<T> {
    fn kind() -> Kind {
        kind_of_many(T::kind(), Nesting::Set)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        match value {
            Value::Set(all) => read_all(all.iter().map(|one| (Step::Element, one))),
            other => Err(Problems::misfit(other, "a set")),
        }
    }

    fn to_value(&self) -> Value {
        Value::set(self.iter().map(Field::to_value))
    }

    fn words() -> &'static [(&'static str, &'static str)] {
        T::words()
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    fn kind() -> Kind {
        kind_of_many(T::kind(), Nesting::Map)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        let Value::Map(all) = value else { return Err(Problems::misfit(value, "a map")) };
        let mut problems = Problems::none();
        let mut read = BTreeMap::new();
        for (key, value) in all {
            match element(value) {
                Ok(element) => drop(read.insert(key.clone(), element)),
                Err(found) => problems.extend(found.under(&Step::Key(key.clone()))),
            }
        }
        if problems.is_empty() { Ok(read) } else { Err(problems) }
    }

    fn to_value(&self) -> Value {
        Value::Map(self.iter().map(|(key, value)| (key.clone(), value.to_value())).collect())
    }

    fn words() -> &'static [(&'static str, &'static str)] {
        T::words()
    }
}

/// A value whose type the configuration chooses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dynamic {
    /// Its type.
    pub ty: Type,
    /// Its value, of that type.
    pub value: Value,
}

impl Field for Dynamic {
    fn kind() -> Kind {
        Kind::Value(Type::Dynamic)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        match value {
            Value::Dynamic(inner) => Ok(Self { ty: inner.0.clone(), value: inner.1.clone() }),
            other => Err(Problems::misfit(other, "a value with its type")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Dynamic(Box::new((self.ty.clone(), self.value.clone())))
    }
}
