//! Only the program that started us may connect.
//!
//! Terraform makes a key and a self-signed certificate for each provider process. The ordinary verifiers refuse that
//! certificate, because it says that it is an authority; the ordinary way out, to accept any client, lets every local
//! program use the provider's credentials. Here the client must present that certificate, byte for byte, and prove that
//! it holds the key.

use std::sync::Arc;

use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use super::p521::ECDSA_P521_SHA512;

/// go-plugin makes keys on P-521 only. Offering no other scheme matters: in TLS 1.2 a scheme names the hash alone, and
/// a Go client signs with the first one offered.
const ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[ECDSA_P521_SHA512],
    mapping: &[(SignatureScheme::ECDSA_NISTP521_SHA512, &[ECDSA_P521_SHA512])],
};

/// The DER of `secp521r1`, 1.3.132.0.35, as it stands in a certificate's key.
const SECP521R1: [u8; 7] = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23];

/// The certificate of the one client that may connect.
#[derive(Debug, Clone)]
pub(crate) struct Pin(Arc<CertificateDer<'static>>);

impl Pin {
    /// Pins `certificate`.
    ///
    /// # Errors
    /// What the certificate is, when no client could prove that it is its own.
    pub(crate) fn new(certificate: CertificateDer<'static>) -> Result<Self, &'static str> {
        let on_p521 = certificate.windows(SECP521R1.len()).any(|bytes| bytes == SECP521R1);
        if on_p521 { Ok(Self(Arc::new(certificate))) } else { Err("its key is not on the curve P-521") }
    }
}

impl ClientCertVerifier for Pin {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if *end_entity == *self.0 && intermediates.is_empty() {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &ALGORITHMS)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &ALGORITHMS)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ALGORITHMS.supported_schemes()
    }
}
