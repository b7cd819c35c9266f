//! Where services answer.

use http::Uri;
use http::uri::{Authority, Scheme};

/// An address that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the endpoint {uri:?} from {setting} cannot be used: {why}")]
pub struct AddressError {
    /// What was given; `***` if it may hold a password.
    pub uri: String,
    /// Where it was given.
    pub setting: String,
    /// What is wrong.
    pub why: &'static str,
}

/// Reads an address that credentials may be sent to: HTTPS, or plain HTTP that does not leave the machine.
///
/// * `setting`: what holds it, for the error.
///
/// # Errors
/// [`AddressError`] on anything else.
pub fn parse(uri: &str, setting: &str) -> Result<Uri, AddressError> {
    let parsed = parse_open(uri, setting)?;
    if parsed.scheme() == Some(&Scheme::HTTPS) || parsed.host().is_some_and(is_loopback) {
        return Ok(parsed);
    }
    let why = "plain HTTP to another machine would show the credentials; use https";
    Err(AddressError { uri: uri.to_owned(), setting: setting.to_owned(), why })
}

/// Reads an address that nothing secret is sent to: HTTPS or plain HTTP.
pub(crate) fn parse_open(uri: &str, setting: &str) -> Result<Uri, AddressError> {
    let refuse = |shown: &str, why| AddressError { uri: shown.to_owned(), setting: setting.to_owned(), why };
    let Ok(parsed) = uri.parse::<Uri>() else { return Err(refuse("***", "it is not a URL")) };
    if parsed.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(refuse("***", "it holds a user name or password; credentials have settings of their own"));
    }
    if parsed.host().is_none() {
        return Err(refuse(uri, "it has no host; write https://host"));
    }
    if parsed.query().is_some() {
        return Err(refuse(uri, "it has a query"));
    }
    match parsed.scheme_str() {
        Some("http" | "https") => Ok(parsed),
        _ => Err(refuse(uri, "it is not https")),
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Puts a request's path behind an address.
///
/// # Errors
/// [`http::Error`] if the two make no URI.
pub(crate) fn join(base: &Uri, path_and_query: &str) -> Result<Uri, http::Error> {
    let authority: Authority = base.authority().cloned().unwrap_or_else(|| Authority::from_static("invalid"));
    let prefix = base.path().trim_end_matches('/');
    Uri::builder()
        .scheme(base.scheme().cloned().unwrap_or(Scheme::HTTPS))
        .authority(authority)
        .path_and_query(format!("{prefix}{path_and_query}"))
        .build()
}

#[cfg(test)]
mod tests;
