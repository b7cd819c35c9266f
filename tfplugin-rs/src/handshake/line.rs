//! The one line on standard output that tells the client where to connect.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// The line, with its end: core protocol 1, provider protocol 6, the socket, gRPC, and the server's certificate in DER
/// and base64 without padding, or nothing for a connection without TLS.
pub(crate) fn announcement(socket: &Path, certificate: Option<&[u8]>, asks_multiplex: bool) -> String {
    let certificate = certificate.map(|der| STANDARD_NO_PAD.encode(der)).unwrap_or_default();
    // A seventh field confuses clients that did not ask for it.
    let multiplex = if asks_multiplex { "|false" } else { "" };
    format!("1|6|unix|{}|grpc|{certificate}{multiplex}\n", socket.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_has_no_padding_and_an_unasked_field_is_left_out() {
        let socket = Path::new("/run/x/s");
        assert_eq!(announcement(socket, None, false), "1|6|unix|/run/x/s|grpc|\n");
        assert_eq!(announcement(socket, Some(&[0xfb, 0xff, 0xfe, 0x00]), false), "1|6|unix|/run/x/s|grpc|+//+AA\n");
        assert_eq!(announcement(socket, Some(&[0]), true), "1|6|unix|/run/x/s|grpc|AA|false\n");
    }
}
