//! A certificate that shows who we are.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::Roots;
use crate::Secret;

/// A certificate, those that vouch for it, and its key.
#[derive(Clone)]
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: Arc<PrivateKeyDer<'static>>,
}

impl Identity {
    /// Reads PEM text.
    ///
    /// * `certificates`: ours first.
    /// * `key`: PKCS #8, PKCS #1 or SEC 1, without a password.
    ///
    /// # Errors
    /// What is wrong with the text; it says nothing of the key.
    pub fn parse(certificates: &[u8], key: &Secret<String>) -> Result<Self, String> {
        let chain =
            Roots::parse(certificates).map_err(|err| format!("the client certificate cannot be used: {err}"))?;
        let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes()).map_err(|_| {
            "the client key cannot be used: it is not a private key in PEM without a password".to_owned()
        })?;
        Ok(Self { chain, key: Arc::new(key) })
    }

    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.chain.clone()
    }

    pub(super) fn key(&self) -> PrivateKeyDer<'static> {
        self.key.clone_key()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(***)")
    }
}
