//! The environment's variables, by name.

use std::collections::BTreeMap;
use std::fmt;

/// Where settings that the configuration leaves out are looked up. A variable that is set to nothing counts as not set.
#[derive(Clone)]
pub struct Env(Source);

#[derive(Clone)]
enum Source {
    Process,
    Fixed(BTreeMap<String, String>),
}

impl fmt::Debug for Env {
    /// Names no variable: their values are secrets as often as not.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}

impl Env {
    /// This process's environment.
    #[must_use]
    pub const fn process() -> Self {
        Self(Source::Process)
    }

    /// Exactly these variables.
    #[must_use]
    pub fn fixed<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(Source::Fixed(variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
    }

    /// A variable's value.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            Source::Process => std::env::var(name).ok(),
            Source::Fixed(variables) => variables.get(name).cloned(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// The first of several variables that is set.
    #[must_use]
    pub fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(name))
    }
}
