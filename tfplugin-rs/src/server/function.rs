//! `CallFunction`: computes a function.

use kgas_proto::tfplugin6 as tf;
use tf::call_function::{Request, Response};

use super::call::Call;
use super::wire::{dynamic, value};
use crate::diagnostic::Diagnostics;
use crate::function::{FunctionError, Signature};
use crate::plugin::Plugin;
use crate::value::{Type, Value};

impl Call for Request {
    const RPC: &'static str = "CallFunction";
    type Answer = Response;

    fn about(&self) -> &str {
        &self.name
    }

    fn told(&self, told: Diagnostics) -> Response {
        let words: Vec<_> = told.iter().map(ToString::to_string).collect();
        failed(FunctionError { argument: None, text: words.join("\n") })
    }

    async fn answer(&self, plugin: &Plugin) -> Result<Response, Diagnostics> {
        let result = self.arguments(plugin).and_then(|arguments| plugin.call(&self.name, &arguments));
        Ok(match result {
            Ok(result) => Response { result: Some(dynamic(&result)), error: None },
            Err(why) => failed(why),
        })
    }
}

trait Arguments {
    fn arguments(&self, plugin: &Plugin) -> Result<Vec<Value>, FunctionError>;
}

impl Arguments for Request {
    /// The arguments, or none for a function we do not have: the plugin says so better.
    fn arguments(&self, plugin: &Plugin) -> Result<Vec<Value>, FunctionError> {
        let Some(function) = plugin.functions.get(self.name.as_str()) else { return Ok(Vec::new()) };
        let signature = function.signature();
        let read = |(position, argument): (usize, &tf::DynamicValue)| {
            let ty = parameter(&signature, position).ok_or_else(|| FunctionError {
                argument: Some(position),
                text: format!("{} takes {} arguments.", self.name, signature.parameters.len()),
            })?;
            value(Some(argument), ty, "argument")
                .map_err(|told| FunctionError { argument: Some(position), text: told.detail })
        };
        self.arguments.iter().enumerate().map(read).collect()
    }
}

/// The type of the argument at `position`: beyond the parameters, that of the variadic one.
fn parameter(signature: &Signature, position: usize) -> Option<&Type> {
    signature.parameters.get(position).or(signature.variadic.as_ref()).map(|parameter| &parameter.ty)
}

fn failed(why: FunctionError) -> Response {
    let function_argument = why.argument.and_then(|position| i64::try_from(position).ok());
    Response { result: None, error: Some(tf::FunctionError { text: why.text, function_argument }) }
}
