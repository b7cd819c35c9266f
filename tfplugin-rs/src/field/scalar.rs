//! Text, truth and numbers.

use crate::field::{Field, Problems, Why};
use crate::schema::Kind;
use crate::value::{Number, Type, Value};

impl Field for String {
    fn kind() -> Kind {
        Kind::Value(Type::String)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        match value {
            Value::String(text) => Ok(text.clone()),
            other => Err(Problems::misfit(other, "a string")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Field for bool {
    fn kind() -> Kind {
        Kind::Value(Type::Bool)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        match value {
            Value::Bool(flag) => Ok(*flag),
            other => Err(Problems::misfit(other, "a bool")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Field for Number {
    fn kind() -> Kind {
        Kind::Value(Type::Number)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        match value {
            Value::Number(number) => Ok(number.clone()),
            other => Err(Problems::misfit(other, "a number")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(self.clone())
    }
}

/// Whole numbers: a fraction, or a number out of range, is the user's mistake.
macro_rules! whole_number {
    ($($whole:ty),*) => {$(
        impl Field for $whole {
            fn kind() -> Kind {
                Kind::Value(Type::Number)
            }

            fn from_value(value: &Value) -> Result<Self, Problems> {
                let number = Number::from_value(value)?;
                number.as_i64().and_then(|whole| Self::try_from(whole).ok()).ok_or_else(|| {
                    let range = format!("a whole number from {} to {}", Self::MIN, Self::MAX);
                    Problems::one(Why::Invalid(format!("{number} was given; this must be {range}.")))
                })
            }

            fn to_value(&self) -> Value {
                Value::Number(i64::from(*self).into())
            }
        }
    )*};
}

whole_number!(i64, i32, u32, u16, u8);

impl<T: Field> Field for Option<T> {
    fn kind() -> Kind {
        T::kind()
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::to_value)
    }

    fn words() -> &'static [(&'static str, &'static str)] {
        T::words()
    }
}
