//! Data sources, ephemeral resources and functions.

use std::time::SystemTime;

use serde_json::Value as Json;

use super::core::{no_error, wire};
use super::{Core, config};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ephemeral::Opened;
use crate::function::FunctionError;
use crate::private::Private;
use crate::value::Value;

impl Core {
    /// Reads a data source.
    ///
    /// # Errors
    /// What the provider or Terraform refuses; also when the configuration is not known yet.
    pub async fn read_data_source(&self, ty: &str, config: &Json) -> Result<(Value, Diagnostics), Diagnostics> {
        let offered = self.plugin.data_source(ty)?;
        let config = wire(&config::read(&offered.schema, config)?, &offered.ty)?;
        let mut warnings = no_error(self.plugin.validate_data_source(ty, &config))?;
        needs_known(&config)?;
        let (value, told) = self.plugin.read_data_source(ty, &config).await?;
        warnings.extend(no_error(told)?);
        Ok((wire(&value, &offered.ty)?, warnings))
    }

    /// Opens an ephemeral resource.
    ///
    /// # Errors
    /// What the provider or Terraform refuses; also when the configuration is not known yet.
    pub async fn open(&self, ty: &str, config: &Json) -> Result<Opened<Value>, Diagnostics> {
        let offered = self.plugin.ephemeral(ty)?;
        let config = wire(&config::read(&offered.schema, config)?, &offered.ty)?;
        let mut warnings = no_error(self.plugin.validate_ephemeral(ty, &config))?;
        needs_known(&config)?;
        let opened = self.plugin.open(ty, &config).await?;
        warnings.extend(no_error(opened.diagnostics)?);
        Ok(Opened { result: wire(&opened.result, &offered.ty)?, diagnostics: warnings, ..opened })
    }

    /// Keeps an ephemeral resource valid for longer.
    ///
    /// # Errors
    /// Why it cannot be renewed.
    pub async fn renew(&self, ty: &str, private: &Private) -> Result<(Private, Option<SystemTime>), Diagnostics> {
        self.plugin.renew(ty, &private.to_bytes()).await
    }

    /// Gives an ephemeral resource back.
    pub async fn close(&self, ty: &str, private: &Private) -> Diagnostics {
        self.plugin.close(ty, &private.to_bytes()).await
    }

    /// Calls a function. A null or unknown argument reaches it only where its parameter allows one.
    ///
    /// # Errors
    /// Why it has no result.
    pub fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
        let Some(function) = self.plugin.functions.get(name) else { return self.plugin.call(name, arguments) };
        let signature = function.signature();
        let refuse = |argument, text: String| FunctionError { argument, text };
        if arguments.len() < signature.parameters.len() {
            return Err(refuse(None, format!("{name} takes {} arguments.", signature.parameters.len())));
        }
        let mut sent = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            let parameter = signature.parameters.get(position).or(signature.variadic.as_ref());
            let Some(parameter) = parameter else {
                return Err(refuse(Some(position), format!("{name} takes {position} arguments.")));
            };
            if argument.is_null() && !parameter.allow_null {
                return Err(refuse(Some(position), format!("{} must not be null.", parameter.name)));
            }
            if !argument.is_wholly_known() && !parameter.allow_unknown {
                return Ok(Value::unknown());
            }
            let argument = wire(argument, &parameter.ty).map_err(|told| refuse(Some(position), words(&told)))?;
            sent.push(argument);
        }
        wire(&self.plugin.call(name, &sent)?, &signature.returns).map_err(|told| refuse(None, words(&told)))
    }
}

fn words(told: &Diagnostics) -> String {
    told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn needs_known(config: &Value) -> Result<(), Diagnostics> {
    if config.is_wholly_known() {
        return Ok(());
    }
    let told = "Terraform waits with this call until the whole configuration is known.";
    Err(Diagnostic::error("Configuration is unknown").detail(told).into())
}
