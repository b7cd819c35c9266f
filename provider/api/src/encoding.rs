//! Text in URIs and forms.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986's unreserved characters stay as they are, as the signature wants it; a slash in a name does not make a
/// path.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text with everything else percent-encoded.
pub(crate) fn encode(text: &str) -> impl Display + Iterator<Item = &str> {
    utf8_percent_encode(text, RESERVED)
}
