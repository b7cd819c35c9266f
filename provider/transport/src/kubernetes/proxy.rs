//! What stands between us and one API server.

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;

use crate::{NetworkError, Proxy};

/// A proxy that opens a tunnel when it is asked to.
pub(super) struct Tunnel {
    pub(super) address: Uri,
    /// Who asks it.
    pub(super) proof: Option<HeaderValue>,
}

/// The tunnel to an address, if there is to be one.
pub(super) fn tunnel(proxy: &Proxy, to: &Uri) -> Result<Option<Tunnel>, NetworkError> {
    let (chosen, except) = proxy.parts(to.scheme_str() == Some("https"));
    let Some((setting, address)) = chosen else { return Ok(None) };
    let refuse = |why: &str| NetworkError::Proxy { setting, why: why.to_owned() };
    let matcher = Matcher::builder().all(address.expose().clone()).no(except).build();
    let Some(intercept) = matcher.intercept(to) else {
        let anyone = Matcher::builder().all(address.expose().clone()).build();
        return if anyone.intercept(to).is_some() { Ok(None) } else { Err(refuse("it does not parse as a URL")) };
    };
    if intercept.uri().scheme_str() != Some("http") {
        return Err(refuse("a Kubernetes API is reached by an http proxy only"));
    }
    Ok(Some(Tunnel { address: intercept.uri().clone(), proof: intercept.basic_auth().cloned() }))
}
