//! What is said of a failed connection.

use std::error::Error;
use std::fmt::Write as _;

/// Whether the other side's certificate was not believed.
pub(crate) fn is_untrusted(err: &(dyn Error + 'static)) -> bool {
    // rustls' error travels inside one or two io::Errors, which do not name what they hold as their source.
    match err.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inner) => is_untrusted(inner),
        None => matches!(err.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))),
    }
}

/// An error and its causes.
pub(crate) fn sources<'a>(err: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(err), |err| (*err).source())
}

/// An error with its causes, each once.
pub(crate) fn words(err: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    for cause in sources(err) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            let _ = write!(text, "{}{cause}", if text.is_empty() { "" } else { ": " });
        }
    }
    text
}
