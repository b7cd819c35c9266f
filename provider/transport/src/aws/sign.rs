//! Signature Version 4.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use bytes::Bytes;
use http::Request;
use tracing::subscriber::NoSubscriber;

/// What the signature is good for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The region it names.
    pub(crate) region: &'a str,
    /// The service it names.
    pub(crate) service: &'a str,
    /// When it was made.
    pub(crate) time: SystemTime,
}

/// The request could not be put into canonical form. Says nothing of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request could not be signed; this is a bug in the kgas provider")]
pub(crate) struct Unsignable;

/// Signs in the headers.
pub(crate) fn in_headers(
    request: &mut Request<Bytes>,
    credentials: &Credentials,
    scope: Scope<'_>,
) -> Result<(), Unsignable> {
    apply(request, credentials, scope, SigningSettings::default())
}

/// Signs in the query, so that the URI alone is the request for `expires_in`.
pub(crate) fn in_query(
    request: &mut Request<Bytes>,
    credentials: &Credentials,
    scope: Scope<'_>,
    expires_in: Duration,
) -> Result<(), Unsignable> {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(expires_in);
    apply(request, credentials, scope, settings)
}

fn apply(
    request: &mut Request<Bytes>,
    credentials: &Credentials,
    scope: Scope<'_>,
    settings: SigningSettings,
) -> Result<(), Unsignable> {
    let identity = credentials.clone().into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.service)
        .time(scope.time)
        .settings(settings)
        .build()
        .map_err(|_| Unsignable)?
        .into();
    let uri = request.uri().to_string();
    let headers: Option<Vec<_>> =
        request.headers().iter().map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    let headers = headers.ok_or(Unsignable)?;
    let signable =
        SignableRequest::new(request.method().as_str(), uri, headers.into_iter(), SignableBody::Bytes(request.body()))
            .map_err(|_| Unsignable)?;
    // What the signer traces holds the session token when it signs a query.
    let signed = tracing::subscriber::with_default(NoSubscriber::default(), || sign(signable, &params));
    let (instructions, _) = signed.map_err(|_| Unsignable)?.into_parts();
    instructions.apply_to_request_http1x(request);
    Ok(())
}

#[cfg(test)]
mod tests;
