//! A function: `provider::kgas::name(...)`. It needs no configuration and does no I/O.

use crate::value::{Type, Value};

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in the documentation and in errors.
    pub name: &'static str,
    /// Its type.
    pub ty: Type,
    /// Whether null reaches the function; otherwise Terraform refuses it.
    pub allow_null: bool,
    /// Whether unknown reaches the function; otherwise the result is unknown.
    pub allow_unknown: bool,
    /// Markdown for the documentation.
    pub description: &'static str,
}

/// How a function is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// One line.
    pub summary: &'static str,
    /// Markdown for the documentation.
    pub description: &'static str,
    /// What to use instead, when it is on its way out.
    pub deprecated: Option<&'static str>,
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
    /// Any number more of these.
    pub variadic: Option<Parameter>,
    /// The type of its result.
    pub returns: Type,
}

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct FunctionError {
    /// The argument at fault, counted from 0.
    pub argument: Option<usize>,
    /// What was seen and what to do.
    pub text: String,
}

/// A function.
pub trait Function: Send + Sync + 'static {
    /// Its name in HCL.
    const NAME: &'static str;

    /// How it is called.
    fn signature(&self) -> Signature;

    /// Its result for arguments of the signature's types.
    ///
    /// # Errors
    /// Why there is none.
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}
