//! The provider's own key and certificate, made for one process.

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A key and the certificate that goes with it. The key has no `Debug` and never leaves the process.
pub(crate) struct Identity {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: PrivateKeyDer<'static>,
}

impl Identity {
    /// A new one. P-256: the client takes any curve, and this one makes the fastest handshake.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub(crate) fn generate() -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        // The client's pool of roots holds this certificate alone and expects the name `localhost`.
        let mut parameters = CertificateParams::new(["localhost".to_owned()])?;
        parameters.distinguished_name = DistinguishedName::new();
        parameters.distinguished_name.push(DnType::CommonName, "localhost");
        let certificate = parameters.self_signed(&key)?.der().clone();
        Ok(Self { certificate, key: key.into() })
    }

    /// The certificate's DER.
    pub(crate) fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }
}
