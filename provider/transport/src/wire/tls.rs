//! Whose certificates are believed.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::{Identity, NetworkError};

/// Certificate authorities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Roots {
    /// The machine's.
    Platform,
    /// The machine's and these.
    PlatformAnd(Vec<CertificateDer<'static>>),
    /// These alone: a Kubernetes cluster's own authority.
    Only(Vec<CertificateDer<'static>>),
}

impl Roots {
    /// Reads PEM text that holds at least one certificate.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
        let certificates: Vec<_> =
            CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|err| format!("not PEM: {err}"))?;
        if certificates.is_empty() {
            return Err("it holds no certificate".to_owned());
        }
        Ok(certificates)
    }

    /// The machine's authorities and those of a file.
    ///
    /// * `setting`: what named the file, for the error.
    ///
    /// # Errors
    /// [`NetworkError::Bundle`] if the file cannot be read or holds no certificate.
    pub fn with_bundle(path: &Path, setting: &'static str) -> Result<Self, NetworkError> {
        let refuse = |why| NetworkError::Bundle { path: path.display().to_string(), setting, why };
        let pem = fs::read(path).map_err(|err| refuse(err.to_string()))?;
        Self::parse(&pem).map(Self::PlatformAnd).map_err(refuse)
    }

    /// TLS 1.2 and 1.3 on ring, with these authorities and, where it is asked for, this identity.
    pub(super) fn client_config(&self, identity: Option<&Identity>) -> Result<ClientConfig, NetworkError> {
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&ring))
            .with_safe_default_protocol_versions()
            .map_err(|err| NetworkError::Client(err.to_string()))?;
        let builder = match self {
            Self::Only(certificates) => builder.with_root_certificates(store(certificates)?),
            Self::Platform => platform(builder, &[], ring)?,
            Self::PlatformAnd(extra) => platform(builder, extra, ring)?,
        };
        match identity {
            None => Ok(builder.with_no_client_auth()),
            Some(identity) => builder
                .with_client_auth_cert(identity.chain(), identity.key())
                .map_err(|err| NetworkError::Identity(err.to_string())),
        }
    }
}

type Builder<State> = rustls::ConfigBuilder<ClientConfig, State>;

/// A machine without certificates reaches itself, and what its extra authorities vouch for.
fn platform(
    builder: Builder<rustls::WantsVerifier>,
    extra: &[CertificateDer<'static>],
    ring: Arc<rustls::crypto::CryptoProvider>,
) -> Result<Builder<rustls::client::WantsClientCert>, NetworkError> {
    match Verifier::new_with_extra_roots(extra.iter().cloned(), ring) {
        // rustls calls every verifier of one's own dangerous; this one is the platform's.
        Ok(verifier) => Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))),
        Err(err) => {
            tracing::warn!(%err, "this machine has no certificate authorities");
            Ok(builder.with_root_certificates(store(extra)?))
        }
    }
}

fn store(certificates: &[CertificateDer<'static>]) -> Result<RootCertStore, NetworkError> {
    let mut store = RootCertStore::empty();
    for certificate in certificates {
        store.add(certificate.clone()).map_err(|err| NetworkError::Client(err.to_string()))?;
    }
    Ok(store)
}
