//! Which requests go through a proxy.

use crate::{Env, Secret};

use super::NetworkError;

/// Addresses that answer for this machine alone: a proxy would answer for itself.
const NEVER: &str = "localhost,127.0.0.0/8,::1,169.254.0.0/16,fd00:ec2::/32,metadata.google.internal";

/// The proxies for plain and encrypted requests, and the hosts reached without.
#[derive(Debug, Clone)]
pub struct Proxy {
    http: Option<(&'static str, Secret<String>)>,
    https: Option<(&'static str, Secret<String>)>,
    except: String,
}

impl Proxy {
    /// Every host is reached directly.
    #[must_use]
    pub const fn none() -> Self {
        Self { http: None, https: None, except: String::new() }
    }

    /// One proxy for everything but loopback, metadata addresses and `except` (in the form of `NO_PROXY`).
    #[must_use]
    pub fn through(address: Secret<String>, except: &str) -> Self {
        Self { http: Some(("`proxy`", address.clone())), https: Some(("`proxy`", address)), except: except.to_owned() }
    }

    /// What `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say, in either case, the lower first.
    #[must_use]
    pub fn from_env(env: &Env) -> Self {
        let first = |names: [&'static str; 4]| names.into_iter().find_map(|name| Some((name, env.get(name)?.into())));
        Self {
            http: first(["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]),
            https: first(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            except: env.first(&["no_proxy", "NO_PROXY"]).unwrap_or_default(),
        }
    }

    /// In the HTTP library's terms.
    pub(super) fn build(&self) -> Result<Vec<reqwest::Proxy>, NetworkError> {
        let except = reqwest::NoProxy::from_string(&format!("{NEVER},{}", self.except));
        let mut proxies = Vec::new();
        for (address, make) in
            [(&self.http, reqwest::Proxy::http as fn(String) -> _), (&self.https, reqwest::Proxy::https)]
        {
            let Some((setting, address)) = address else { continue };
            let proxy = make(address.expose().clone())
                // The library's own words may repeat the address.
                .map_err(|_| NetworkError::Proxy { setting, why: "it does not parse as a URL".to_owned() })?;
            proxies.push(proxy.no_proxy(except.clone()));
        }
        Ok(proxies)
    }
}
