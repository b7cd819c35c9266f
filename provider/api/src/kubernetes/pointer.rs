//! JSON Pointer, RFC 6901.

use std::fmt;

use serde::{Serialize, Serializer};

/// Where something is in a document. Every step is escaped, so that a name may hold anything.
///
/// ```
/// use kgas_api::kubernetes::Pointer;
///
/// let weight = Pointer::to("spec").field("rules").index(0).field("backendRefs").index(1).field("weight");
/// assert_eq!(weight.to_string(), "/spec/rules/0/backendRefs/1/weight");
/// assert_eq!(Pointer::to("metadata").field("annotations").field("a/b~c").to_string(), "/metadata/annotations/a~1b~0c");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// A field of the document.
    #[must_use]
    pub fn to(name: &str) -> Self {
        Self::default().field(name)
    }

    /// A field of what is there.
    #[must_use]
    pub fn field(mut self, name: &str) -> Self {
        self.0.push('/');
        self.0.push_str(&name.replace('~', "~0").replace('/', "~1"));
        self
    }

    /// An item of the list that is there, counted from 0.
    #[must_use]
    pub fn index(self, nth: usize) -> Self {
        self.field(&nth.to_string())
    }

    /// Behind the last item of the list that is there.
    #[must_use]
    pub fn end(self) -> Self {
        self.field("-")
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}
