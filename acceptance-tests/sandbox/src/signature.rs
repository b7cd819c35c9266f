//! Signature Version 4, read from its specification: whether a request was signed with the secret of its access key.
//!
//! Keys that the sandbox handed out are held to their secrets; any other key is taken at its word.
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
use std::collections::BTreeMap;
use std::fmt::Write as _;

use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, HOST};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

/// Access key of a user whose signatures are held to [`VERIFIED_SECRET`].
pub const VERIFIED_KEY: &str = "AKIASANDBOXVERIFIED0";

/// The secret that goes with [`VERIFIED_KEY`]. It opens nothing but the sandbox.
pub const VERIFIED_SECRET: &str = "opens-nothing-but-the-sandbox";

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// What a request says of its signature: in a header, or in the query of a presigned URL.
struct Claim {
    /// `20260101/eu-west-1/eks/aws4_request`.
    scope: String,
    date: String,
    signed_headers: String,
    signature: String,
    /// Whether the claim stands in the query, which then does not sign its own signature.
    presigned: bool,
}

/// Whether the request's signature is what `secret` makes of it.
pub(crate) fn fits(request: &Request<Bytes>, secret: &str) -> bool {
    let Some(claim) = claim(request) else { return false };
    let canonical = canonical(request, &claim);
    let text = format!("AWS4-HMAC-SHA256\n{}\n{}\n{}", claim.date, claim.scope, hex(&Sha256::digest(canonical)));
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in claim.scope.split('/') {
        key = hmac(&key, part.as_bytes());
    }
    hex(&hmac(&key, text.as_bytes())) == claim.signature
}

fn claim(request: &Request<Bytes>) -> Option<Claim> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let scope = |credential: &str| credential.split_once('/').map(|(_, scope)| scope.to_owned());
    if let Some(authorization) = header(AUTHORIZATION.as_str()) {
        let rest = authorization.strip_prefix("AWS4-HMAC-SHA256")?;
        let parts: BTreeMap<&str, &str> = rest.split(',').filter_map(|part| part.trim().split_once('=')).collect();
        return Some(Claim {
            scope: scope(parts.get("Credential")?)?,
            date: header("x-amz-date")?.to_owned(),
            signed_headers: (*parts.get("SignedHeaders")?).to_owned(),
            signature: (*parts.get("Signature")?).to_owned(),
            presigned: false,
        });
    }
    let query = query(request);
    let get = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    Some(Claim {
        scope: scope(&get("X-Amz-Credential")?)?,
        date: get("X-Amz-Date")?,
        signed_headers: get("X-Amz-SignedHeaders")?,
        signature: get("X-Amz-Signature")?,
        presigned: true,
    })
}

fn canonical(request: &Request<Bytes>, claim: &Claim) -> String {
    // Everywhere but in S3 the path is encoded once more than it is on the wire.
    let path = utf8_percent_encode(request.uri().path(), IN_PATH).to_string();
    let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let mut pairs: Vec<(String, String)> = query(request)
        .into_iter()
        .filter(|(name, _)| !(claim.presigned && name == "X-Amz-Signature"))
        .map(|(name, value)| (encode(&name), encode(&value)))
        .collect();
    pairs.sort();
    let query: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let headers = claim.signed_headers.split(';').fold(String::new(), |mut text, name| {
        let _ = writeln!(text, "{name}:{}", header_value(request, name));
        text
    });
    let body = hex(&Sha256::digest(request.body()));
    format!("{}\n{path}\n{}\n{headers}\n{}\n{body}", request.method(), query.join("&"), claim.signed_headers)
}

/// A header's values, joined, with single spaces.
fn header_value(request: &Request<Bytes>, name: &str) -> String {
    let single = |value: &http::HeaderValue| {
        String::from_utf8_lossy(value.as_bytes()).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let values: Vec<String> = request.headers().get_all(name).iter().map(single).collect();
    if values.is_empty() && name == HOST.as_str() {
        return request.uri().authority().map_or_else(String::new, ToString::to_string);
    }
    values.join(",")
}

fn query(request: &Request<Bytes>) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = request.uri().query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// HMAC-SHA256. Source: <https://www.rfc-editor.org/rfc/rfc2104>.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::{fits, hex, hmac};

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        let wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&hmac(b"Jefe", b"what do ya want for nothing?")), wanted);
    }

    /// The example of AWS's own description of the signature.
    #[test]
    fn the_signature_of_the_specification_fits_and_any_other_does_not() {
        let signed = |uri: &str, signature: &str| {
            let scope = "AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request";
            let headers = "content-type;host;x-amz-date";
            Request::get(uri)
                .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
                .header("host", "iam.amazonaws.com")
                .header("x-amz-date", "20150830T123600Z")
                .header(
                    "authorization",
                    format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={headers}, Signature={signature}"),
                )
                .body(Bytes::new())
                .unwrap()
        };
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let right = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
        let uri = "/?Action=ListUsers&Version=2010-05-08";
        assert!(fits(&signed(uri, right), secret));
        assert!(!fits(&signed(uri, right), "another"));
        assert!(!fits(&signed("/?Action=ListRoles&Version=2010-05-08", right), secret));
        assert!(!fits(&signed(uri, &right.replace('5', "6")), secret));
    }
}
