//! Answers that come in pages.

use serde::{Deserialize, Serialize};

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What this page holds, in the service's order.
    pub items: Vec<T>,
    /// What to ask the next page with; `None` on the last one.
    pub next: Option<PageToken>,
}

/// Where a list goes on. Opaque, and only good for the request that it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PageToken(String);

/// A token goes back in a URI: longer than this none could be sent.
const LONGEST: usize = 8_192;

impl PageToken {
    /// The token as the service wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PageToken {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() > LONGEST { Err("a page token longer than 8192 bytes") } else { Ok(Self(text)) }
    }
}

/// The token, unless it is the empty one that some services send with the last page.
pub(crate) fn next(token: Option<PageToken>) -> Option<PageToken> {
    token.filter(|token| !token.0.is_empty())
}
