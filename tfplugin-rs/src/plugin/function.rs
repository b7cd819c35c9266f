//! Call a function.

use super::Plugin;
use crate::function::FunctionError;
use crate::value::Value;

impl Plugin {
    /// The result of a function.
    ///
    /// # Errors
    /// There is no such function, or it has no result for these arguments.
    pub(crate) fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
        let function = self.functions.get(name).ok_or_else(|| FunctionError {
            argument: None,
            text: format!("This version of the provider has no function {name:?}."),
        })?;
        function.call(arguments)
    }
}
