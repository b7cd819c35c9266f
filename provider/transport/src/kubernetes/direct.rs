//! A connection by address and identity.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::config::AuthInfo;

use crate::rest::Auth;
use crate::{Identity, Roots, Secret, parse_address};

use super::credential::Source;
use super::resolve::Resolved;
use super::{ConnectError, Direct};

/// What the settings say, in kube's terms.
pub(super) fn resolve(direct: Direct, setting: &'static str) -> Result<Resolved, ConnectError> {
    let name = |field: &str| format!("`{setting}.{field}`");
    let Direct { host, ca_certificate, tls_server_name, auth, identity } = direct;
    let is_open = matches!(auth, Auth::Anonymous) && identity.is_none();
    let host_setting = name("host");
    let address =
        if is_open { crate::address::parse_open(&host, &host_setting)? } else { parse_address(&host, &host_setting)? };
    let mut config = kube::Config::new(address);
    config.tls_server_name = tls_server_name;
    if let Some(pem) = ca_certificate {
        let refuse = |why| ConnectError::Certificate { place: name("ca_certificate"), why };
        let certificates = Roots::parse(pem.as_bytes()).map_err(refuse)?;
        config.root_cert = Some(certificates.iter().map(|der| der.to_vec()).collect());
    }
    if let Some((certificate, key)) = identity {
        let place = format!("{} with {}", name("client_certificate"), name("client_key"));
        identify(&mut config.auth_info, certificate.as_bytes(), &key)
            .map_err(|why| ConnectError::Certificate { place, why })?;
    }
    Ok(Resolved::new(config, Source::from(auth)))
}

/// Puts a client certificate where kube looks for one. What is wrong with it is said without a word of the key.
pub(super) fn identify(to: &mut AuthInfo, certificate: &[u8], key: &Secret<String>) -> Result<(), String> {
    Identity::parse(certificate, key)?;
    to.client_certificate = None;
    to.client_certificate_data = Some(STANDARD.encode(certificate));
    to.client_key = None;
    to.client_key_data = Some(STANDARD.encode(key.expose().as_bytes()).into());
    Ok(())
}
