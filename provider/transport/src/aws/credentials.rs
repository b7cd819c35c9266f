//! Who asks.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_credential_types::Credentials;
use tokio::sync::Mutex;

use crate::Clock;

/// Credentials are asked for again this long before they expire, so that none expires on its way.
const EARLY: Duration = Duration::from_mins(5);

/// Somewhere credentials come from.
#[async_trait]
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// Gets credentials, by whatever it takes.
    ///
    /// # Errors
    /// [`CredentialsError`]: what was tried and what to set.
    async fn provide(&self) -> Result<Credentials, CredentialsError>;
}

/// There are no credentials. The text says what was looked at and what to do; it holds none of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CredentialsError(pub String);

/// Keeps credentials until shortly before they expire. However many calls ask at once, the source is asked once.
pub struct Cached {
    source: Arc<dyn ProvideCredentials>,
    clock: Arc<dyn Clock>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    credentials: Option<Credentials>,
    generation: u64,
}

impl Cached {
    /// Asks nothing yet.
    #[must_use]
    pub fn new(source: Arc<dyn ProvideCredentials>, clock: Arc<dyn Clock>) -> Self {
        Self { source, clock, kept: Mutex::default() }
    }

    /// Credentials good for some minutes, and which they are: a number that grows with each new set.
    ///
    /// # Errors
    /// [`CredentialsError`] if the source has none.
    pub async fn get(&self) -> Result<(Credentials, u64), CredentialsError> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.wall();
        if let Some(credentials) = kept.credentials.as_ref().filter(|kept| is_fresh(kept, now)) {
            return Ok((credentials.clone(), kept.generation));
        }
        self.replace(&mut kept).await
    }

    /// Asks the source again because set `generation` was refused; does nothing if another call already has.
    ///
    /// # Errors
    /// [`CredentialsError`] if the source has none.
    pub async fn renew(&self, generation: u64) -> Result<(), CredentialsError> {
        let mut kept = self.kept.lock().await;
        if kept.generation == generation { self.replace(&mut kept).await.map(drop) } else { Ok(()) }
    }

    async fn replace(&self, kept: &mut Kept) -> Result<(Credentials, u64), CredentialsError> {
        let fresh = self.source.provide().await?;
        kept.generation += 1;
        kept.credentials = Some(fresh.clone());
        Ok((fresh, kept.generation))
    }
}

fn is_fresh(credentials: &Credentials, now: SystemTime) -> bool {
    credentials.expiry().is_none_or(|expiry| now + EARLY < expiry)
}

impl fmt::Debug for Cached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cached({:?})", self.source)
    }
}
