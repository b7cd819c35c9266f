//! What exists already: reading it, taking it over, and state from other times and places.

use super::core::{no_error, type_of};
use super::{Core, Stored};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plugin::StateAnswer;
use crate::resource::{Import, Moved};
use crate::state_json::to_json;
use crate::value::Value;

impl Core {
    /// Reads what is true now into the state, as `terraform apply -refresh-only` does.
    ///
    /// # Errors
    /// What the provider or Terraform refuses.
    pub async fn refresh(&mut self, address: &str) -> Result<Diagnostics, Diagnostics> {
        let mut warnings = Diagnostics::none();
        match self.refreshed(address, &mut warnings).await? {
            Some(stored) => self.stored.insert(address.to_owned(), stored),
            None => self.stored.remove(address),
        };
        Ok(warnings)
    }

    /// Takes over an existing object.
    ///
    /// # Errors
    /// What the provider or Terraform refuses; also when the address is taken, or the object cannot be read back.
    pub async fn import(&mut self, address: &str, request: Import) -> Result<Diagnostics, Diagnostics> {
        if self.stored.contains_key(address) {
            let told = Diagnostic::error("Resource already managed").detail(format!("{address} is in the state."));
            return Err(told.into());
        }
        let answer = self.plugin.import(type_of(address), request).await;
        let stored = self.as_stored(address, &answer, false);
        let mut warnings = no_error(answer.diagnostics)?;
        let Some(read) = self.read(address, stored?, &mut warnings).await? else {
            let told = Diagnostic::error("Cannot import non-existent remote object")
                .detail(format!("What was imported to {address} is gone when it is read."));
            return Err(told.into());
        };
        self.stored.insert(address.to_owned(), read);
        Ok(warnings)
    }

    /// Carries the state of another resource type over to `address`, as a `moved` block does.
    ///
    /// # Errors
    /// What the provider or Terraform refuses.
    pub fn moved(&mut self, from: &Moved, address: &str) -> Result<Diagnostics, Diagnostics> {
        let answer = self.plugin.moved(type_of(address), from);
        let stored = self.as_stored(address, &answer, false);
        let warnings = no_error(answer.diagnostics)?;
        self.stored.insert(address.to_owned(), stored?);
        Ok(warnings)
    }

    /// What is kept of a resource after upgrading and reading it; none when it is gone.
    pub(super) async fn refreshed(
        &self,
        address: &str,
        warnings: &mut Diagnostics,
    ) -> Result<Option<Stored>, Diagnostics> {
        match self.stored.get(address) {
            None => Ok(None),
            Some(stored) => self.read(address, stored.clone(), warnings).await,
        }
    }

    async fn read(
        &self,
        address: &str,
        stored: Stored,
        warnings: &mut Diagnostics,
    ) -> Result<Option<Stored>, Diagnostics> {
        let state = self.value_of(address, Some(&stored))?;
        let identity = self.identity_of(address, Some(&stored))?;
        let answer = self.plugin.read(type_of(address), &state, &identity, &stored.private).await;
        let StateAnswer { state, diagnostics, .. } = &answer;
        warnings.extend(no_error(diagnostics.clone())?);
        if state.is_null() { Ok(None) } else { self.as_stored(address, &answer, stored.tainted).map(Some) }
    }

    /// A stored identity in today's form; null when there is none. Every run upgrades, also from today's version.
    pub(super) fn identity_of(&self, address: &str, stored: Option<&Stored>) -> Result<Value, Diagnostics> {
        match stored {
            Some(stored) if !stored.identity.is_null() => {
                let json = stored.identity.to_string();
                self.plugin.upgrade_identity(type_of(address), stored.identity_version, json.as_bytes())
            }
            _ => Ok(Value::Null),
        }
    }

    /// A stored state as a value of today's schema; null when there is none. Every run upgrades, also from today's version.
    pub(super) fn value_of(&self, address: &str, stored: Option<&Stored>) -> Result<Value, Diagnostics> {
        let Some(stored) = stored else { return Ok(Value::Null) };
        let today = self.offered(address)?.schema.version;
        if stored.schema_version > today {
            let told = Diagnostic::error("Resource instance managed by newer provider version").detail(format!(
                "The state of {address} has schema version {}, this provider's is {today}.",
                stored.schema_version
            ));
            return Err(told.into());
        }
        let value =
            self.plugin.upgrade(type_of(address), stored.schema_version, stored.state.to_string().as_bytes())?;
        // What is read back is what was written: the same state, upgraded again, does not change.
        let again = self.plugin.upgrade(type_of(address), today, to_json(&value).to_string().as_bytes())?;
        if again == value { Ok(value) } else { Err(Diagnostic::bug("Upgraded state does not read back.").into()) }
    }
}
