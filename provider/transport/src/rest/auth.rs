//! Who asks.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use http::HeaderName;

use crate::{Expires, Provide, Secret, Unavailable};

/// How a request shows who asks.
#[derive(Debug, Clone, Default)]
pub enum Auth {
    /// Not at all, or by a client certificate.
    #[default]
    Anonymous,
    /// `Authorization: Bearer`, with a token that may be replaced.
    Token(Arc<dyn Provide<Token>>),
    /// User and password.
    Basic {
        /// User.
        user: String,
        /// Password.
        password: Secret<String>,
    },
    /// A header whose whole value is secret: Grafana's `X-Api-Key`, `PagerDuty`'s `Authorization: Token token=...`.
    Header {
        /// Its name.
        name: HeaderName,
        /// Its value.
        value: Secret<String>,
    },
}

impl Auth {
    /// A token that is never replaced.
    #[must_use]
    pub fn token(secret: Secret<String>) -> Self {
        Self::Token(Arc::new(Fixed(secret)))
    }
}

/// A bearer token.
#[derive(Debug, Clone)]
pub struct Token {
    /// Goes behind `Authorization: Bearer`.
    pub secret: Secret<String>,
    /// Time of day after which another is needed, if known.
    pub expires_at: Option<SystemTime>,
}

impl Expires for Token {
    const EARLY: Duration = Duration::from_mins(1);

    fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

struct Fixed(Secret<String>);

impl fmt::Debug for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fixed(***)")
    }
}

#[async_trait]
impl Provide<Token> for Fixed {
    async fn provide(&self) -> Result<Token, Unavailable> {
        Ok(Token { secret: self.0.clone(), expires_at: None })
    }
}

/// A token in a file that another program replaces, such as the one every pod has. It is read again after a refusal.
#[derive(Debug, Clone)]
pub struct FileToken(pub PathBuf);

#[async_trait]
impl Provide<Token> for FileToken {
    async fn provide(&self) -> Result<Token, Unavailable> {
        let place = self.0.display();
        let refuse = |why: String| Unavailable(format!("the token in {place} cannot be used: {why}"));
        let text = std::fs::read_to_string(&self.0).map_err(|err| refuse(err.to_string()))?;
        match text.trim() {
            "" => Err(refuse("the file is empty".to_owned())),
            token => Ok(Token { secret: token.into(), expires_at: None }),
        }
    }
}
