//! TLS with a certificate of the sandbox's own: what speaks to a Kubernetes API sends its token over nothing less.
use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::TlsAcceptor;

/// Takes TLS connections for 127.0.0.1 and `localhost`, and the certificate, in PEM, of the authority to trust for them.
///
/// # Errors
/// When no key can be made.
pub(super) fn acceptor() -> io::Result<(TlsAcceptor, String)> {
    let failed = |error: rcgen::Error| io::Error::other(error);
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "kgas-sandbox");
    let key = KeyPair::generate().map_err(failed)?;
    let pem = authority.self_signed(&key).map_err(failed)?.pem();
    let issuer = Issuer::new(authority, key);
    let key = KeyPair::generate().map_err(failed)?;
    let own = CertificateParams::new(["127.0.0.1".to_owned(), "localhost".to_owned()]).map_err(failed)?;
    let own = own.signed_by(&key, &issuer).map_err(failed)?;
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
            builder.with_no_client_auth().with_single_cert(vec![own.der().clone()], key)
        });
    Ok((TlsAcceptor::from(Arc::new(config.map_err(io::Error::other)?)), pem))
}
