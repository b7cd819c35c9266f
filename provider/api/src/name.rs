//! What may stand in a path, parsed before it gets there.

/// Why a text is not such a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {what}: {rule}")]
pub struct NameError {
    /// What was wanted, with its article.
    pub what: &'static str,
    /// What was given, as far as a message shows it.
    pub text: String,
    /// What would do.
    pub rule: &'static str,
}

/// Makes a type of names. Of a text that is none, a message shows the first `$shown` characters.
macro_rules! name {
    ($shown:literal, $(#[$meta:meta])* $name:ident, $what:literal, $rule:literal, $holds:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("Parses ", $what, ": ", $rule, ".")]
            ///
            /// # Errors
            /// [`NameError`](crate::name::NameError) if the text is not that.
            pub fn parse(text: &str) -> Result<Self, $crate::name::NameError> {
                let holds: fn(&str) -> bool = $holds;
                if holds(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    let text = text.chars().take($shown).collect();
                    Err($crate::name::NameError { what: $what, text, rule: $rule })
                }
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
