//! TLS to a server on loopback whose certificate's issuer is given.
use std::io;
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// A client that trusts the issuers in `pem` and nobody else.
///
/// # Errors
/// When there is no certificate in `pem`.
pub fn trusting(pem: &str) -> io::Result<Arc<ClientConfig>> {
    let mut issuers = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        issuers.add(certificate.map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    if issuers.is_empty() {
        return Err(io::Error::other("there is no certificate of an issuer"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = versions.map_err(io::Error::other)?.with_root_certificates(issuers).with_no_client_auth();
    Ok(Arc::new(config))
}

/// `stream` to `host:port`, made secure.
pub(super) fn over(
    stream: TcpStream,
    host: &str,
    config: &Arc<ClientConfig>,
) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned();
    let name = ServerName::try_from(name).map_err(io::Error::other)?;
    let connection = ClientConnection::new(Arc::clone(config), name).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_trusted_without_a_certificate() {
        let why = trusting("no pem").unwrap_err().to_string();
        assert!(why.contains("no certificate"), "{why}");
    }
}
