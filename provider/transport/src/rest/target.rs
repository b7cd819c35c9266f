//! One address as a [`Target`].

use std::time::SystemTime;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Request, Uri};
use kgas_api::{Refusal, Service};

use crate::address::join;
use crate::target::AGENT;
use crate::{Cached, Class, Prepared, Secret, Target, TargetError};

use super::Token;

/// What goes in front of every request.
pub(super) struct Rest {
    pub(super) name: &'static str,
    pub(super) address: Uri,
    pub(super) headers: HeaderMap,
    pub(super) proof: Proof,
}

pub(super) enum Proof {
    None,
    Token(Cached<Token>),
    Header(HeaderName, Secret<String>),
}

impl Proof {
    pub(super) fn basic(user: &str, password: &Secret<String>) -> Self {
        let pair = Secret::new(format!("{user}:{}", password.expose()));
        Self::Header(AUTHORIZATION, Secret::new(format!("Basic {}", STANDARD.encode(pair.expose()))))
    }
}

/// The same request to `address`, with `headers` and our name, and nothing yet that shows who asks.
pub(crate) fn addressed(
    request: &Request<Bytes>,
    address: &Uri,
    headers: &HeaderMap,
) -> Result<Request<Bytes>, TargetError> {
    let refuse = |err: http::Error| TargetError(err.to_string());
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut request = request.clone();
    *request.uri_mut() = join(address, path).map_err(refuse)?;
    let host = request.uri().authority().map_or("", |authority| authority.as_str());
    let host = HeaderValue::from_str(host).map_err(|err| refuse(err.into()))?;
    let all = request.headers_mut();
    all.extend(headers.clone());
    all.insert(HOST, host);
    all.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    Ok(request)
}

/// A header's value that is not shown. What is wrong with it is said without it.
pub(crate) fn sensitive(value: &str) -> Result<HeaderValue, TargetError> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        TargetError("the credential holds a line break or another sign that no header may hold".to_owned())
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[async_trait]
impl Target for Rest {
    fn label(&self, _: Service) -> &'static str {
        self.name
    }

    async fn prepare(&self, _: Service, request: &Request<Bytes>, _: SystemTime) -> Result<Prepared, TargetError> {
        let mut request = addressed(request, &self.address, &self.headers)?;
        let headers = request.headers_mut();
        let mut generation = 0;
        match &self.proof {
            Proof::None => {}
            Proof::Header(name, value) => {
                headers.insert(name, sensitive(value.expose())?);
            }
            Proof::Token(cached) => {
                let (token, nth) = cached.get().await.map_err(|err| TargetError(err.0))?;
                generation = nth;
                let value = Secret::new(format!("Bearer {}", token.secret.expose()));
                headers.insert(AUTHORIZATION, sensitive(value.expose())?);
            }
        }
        Ok(Prepared { request, generation })
    }

    async fn renew(&self, generation: u64) -> Result<(), TargetError> {
        match &self.proof {
            Proof::Token(cached) => cached.renew(generation).await.map_err(|err| TargetError(err.0)),
            Proof::None | Proof::Header(..) => Ok(()),
        }
    }

    fn classify(&self, refusal: &Refusal) -> Class {
        match (refusal.status, &self.proof) {
            (401, Proof::Token(_)) => Class::Expired,
            (429, _) => Class::Throttled,
            (408 | 500 | 502 | 503 | 504, _) => Class::Transient,
            _ => Class::Final,
        }
    }
}
