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

    /// This proxy, or the environment's; what `no_proxy` says counts for both unless this one has exceptions of its own.
    pub(crate) fn or_env(chosen: Option<Self>, env: &Env) -> Self {
        let found = Self::from_env(env);
        match chosen {
            None => found,
            Some(chosen) if chosen.except.is_empty() => Self { except: found.except, ..chosen },
            Some(chosen) => chosen,
        }
    }

    /// The one that a kubeconfig names for its cluster.
    pub(crate) fn of_kubeconfig(address: Secret<String>) -> Self {
        const PLACE: &str = "the kubeconfig's proxy-url";
        Self { http: Some((PLACE, address.clone())), https: Some((PLACE, address)), except: String::new() }
    }

    /// The proxy for plain or encrypted requests with where it is named, and the hosts reached without.
    pub(crate) fn parts(&self, is_encrypted: bool) -> (Option<&(&'static str, Secret<String>)>, String) {
        let chosen = if is_encrypted { &self.https } else { &self.http };
        (chosen.as_ref(), format!("{NEVER},{}", self.except))
    }

    /// In the HTTP library's terms.
    pub(super) fn build(&self) -> Result<Vec<reqwest::Proxy>, NetworkError> {
        let mut proxies = Vec::new();
        for (is_encrypted, make) in [(false, reqwest::Proxy::http as fn(String) -> _), (true, reqwest::Proxy::https)] {
            let (Some((setting, address)), except) = self.parts(is_encrypted) else { continue };
            let except = reqwest::NoProxy::from_string(&except);
            let proxy = make(address.expose().clone())
                // The library's own words may repeat the address.
                .map_err(|_| NetworkError::Proxy { setting, why: "it does not parse as a URL".to_owned() })?;
            proxies.push(proxy.no_proxy(except));
        }
        Ok(proxies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_of_the_environment_count_for_a_chosen_proxy_too() {
        let env = Env::fixed([("HTTPS_PROXY", "http://env"), ("no_proxy", "internal")]);
        let chosen = |except| Some(Proxy::through("http://chosen".into(), except));
        for (chosen, address, except) in [
            (None, "http://env", "internal"),
            (chosen(""), "http://chosen", "internal"),
            (chosen("other"), "http://chosen", "other"),
        ] {
            let proxy = Proxy::or_env(chosen, &env);
            let (_, https) = proxy.https.as_ref().unwrap();
            assert_eq!((https.expose().as_str(), proxy.except.as_str()), (address, except));
        }
    }
}
