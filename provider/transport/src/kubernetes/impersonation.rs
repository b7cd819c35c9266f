//! Acting as somebody else, as a kubeconfig may ask for.
//!
//! Source: <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation>.

use http::{HeaderMap, HeaderName, HeaderValue};
use kube::config::AuthInfo;

/// The headers that say whom to act as; none if nobody is named.
///
/// # Errors
/// What no header may hold.
pub(super) fn headers(info: &AuthInfo) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    let mut add = |name: &str, value: &str| -> Result<(), String> {
        let refuse = || format!("it asks to act as somebody by {name}, whose value no header may hold");
        let header = HeaderName::from_bytes(name.to_lowercase().as_bytes()).map_err(|_| refuse())?;
        headers.append(header, HeaderValue::from_str(value).map_err(|_| refuse())?);
        Ok(())
    };
    let single = [("impersonate-user", &info.impersonate), ("impersonate-uid", &info.impersonate_uid)];
    for (name, value) in single.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        add(name, value)?;
    }
    for group in info.impersonate_groups.iter().flatten() {
        add("impersonate-group", group)?;
    }
    let mut extras: Vec<_> = info.impersonate_user_extra.iter().flatten().collect();
    extras.sort();
    for (key, values) in extras {
        let name = format!("impersonate-extra-{}", percent_encoding::utf8_percent_encode(key, EXTRA));
        values.iter().try_for_each(|value| add(&name, value))?;
    }
    Ok(headers)
}

/// What a header's name may not hold is percent-encoded in the name of an extra.
const EXTRA: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
