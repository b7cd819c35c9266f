//! The TLS side of a connection.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::version::{TLS12, TLS13};

use super::{Identity, Pin};

/// TLS 1.2 and 1.3 with `identity`, for the client of `pin` only.
///
/// # Errors
/// The key and certificate of `identity` do not belong together.
pub(crate) fn tls_config(identity: Identity, pin: Pin) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_client_cert_verifier(Arc::new(pin))
        .with_single_cert(vec![identity.certificate], identity.key)?;
    // gRPC in Go refuses a connection on which HTTP/2 was not agreed, since 1.67.
    config.alpn_protocols = vec![b"h2".to_vec()];
    // One connection in a process's life: nothing to resume.
    config.send_tls13_tickets = 0;
    Ok(config)
}
