//! Who asks, in one form whatever it comes from.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderName};

use crate::rest::{Auth, Token};
use crate::{Expires, Provide, Secret, Unavailable};

/// A header that shows who asks; none if a client certificate does, or nobody is to be shown.
#[derive(Debug, Clone)]
pub(super) struct Credential {
    pub(super) header: Option<(HeaderName, Secret<String>)>,
    pub(super) expires_at: Option<SystemTime>,
}

impl Expires for Credential {
    const EARLY: Duration = Duration::from_mins(1);

    fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

impl Credential {
    /// * `token`: goes behind `Bearer`.
    pub(super) fn bearer(token: &Secret<String>, expires_at: Option<SystemTime>) -> Self {
        let value = Secret::new(format!("Bearer {}", token.expose()));
        Self { header: Some((AUTHORIZATION, value)), expires_at }
    }

    fn lasting(header: Option<(HeaderName, Secret<String>)>) -> Self {
        Self { header, expires_at: None }
    }
}

/// Where credentials come from, and whether another can be had after one was refused.
pub(super) struct Source {
    pub(super) provide: Arc<dyn Provide<Credential>>,
    pub(super) renewable: bool,
}

impl From<Auth> for Source {
    fn from(auth: Auth) -> Self {
        let lasting = |header| Self { provide: Arc::new(Lasting(Credential::lasting(header))), renewable: false };
        match auth {
            Auth::Anonymous => lasting(None),
            Auth::Token(tokens) => Self { provide: Arc::new(Tokens(tokens)), renewable: true },
            Auth::Basic { user, password } => {
                let pair = Secret::new(format!("{user}:{}", password.expose()));
                lasting(Some((AUTHORIZATION, Secret::new(format!("Basic {}", STANDARD.encode(pair.expose()))))))
            }
            Auth::Header { name, value } => lasting(Some((name, value))),
        }
    }
}

#[derive(Debug)]
struct Lasting(Credential);

#[async_trait]
impl Provide<Credential> for Lasting {
    async fn provide(&self) -> Result<Credential, Unavailable> {
        Ok(self.0.clone())
    }
}

#[derive(Debug)]
struct Tokens(Arc<dyn Provide<Token>>);

#[async_trait]
impl Provide<Credential> for Tokens {
    async fn provide(&self) -> Result<Credential, Unavailable> {
        let Token { secret, expires_at } = self.0.provide().await?;
        Ok(Credential::bearer(&secret, expires_at))
    }
}
