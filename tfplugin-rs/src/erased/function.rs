//! A function as an object.

use super::Typed;
use crate::function::{Function, FunctionError, Signature};
use crate::value::Value;

/// What a function does.
pub(crate) trait AnyFunction: Send + Sync {
    fn name(&self) -> &'static str;
    fn signature(&self) -> Signature;
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}

impl<F: Function> AnyFunction for Typed<F> {
    fn name(&self) -> &'static str {
        F::NAME
    }

    fn signature(&self) -> Signature {
        self.0.signature()
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        self.0.call(arguments)
    }
}
