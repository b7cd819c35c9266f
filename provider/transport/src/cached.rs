//! Proofs of identity, kept until shortly before they expire.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use tokio::sync::Mutex;

use crate::Clock;

/// A proof that may expire.
pub trait Expires: Clone + Send + Sync {
    /// It is asked for again this long before it expires, so that none expires on its way.
    const EARLY: Duration;

    /// When it expires, if it does.
    fn expires_at(&self) -> Option<SystemTime>;
}

/// Somewhere proofs come from.
#[async_trait]
pub trait Provide<T>: fmt::Debug + Send + Sync {
    /// Gets one, by whatever it takes.
    ///
    /// # Errors
    /// [`Unavailable`]: what was tried and what to set.
    async fn provide(&self) -> Result<T, Unavailable>;
}

/// There is no proof of identity. The text says what was looked at and what to do; it holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(pub String);

/// A source that was asked a moment ago is not asked again unless what it gave has expired: some give what expires soon.
const RARELY: Duration = Duration::from_secs(30);

/// So long a failure counts for everybody: a hundred calls without credentials are not to look for them a hundred times,
/// some seconds each.
const FAILED_FOR: Duration = Duration::from_secs(10);

/// Keeps what a source gave. However many calls ask at once, the source is asked once; while it fails, what it gave
/// before is used until it expires.
pub struct Cached<T> {
    source: Arc<dyn Provide<T>>,
    clock: Arc<dyn Clock>,
    kept: Mutex<Kept<T>>,
}

struct Kept<T> {
    proof: Option<T>,
    generation: u64,
    /// When the source was last asked, in monotonic time.
    asked: Duration,
    /// When it last failed, and why.
    failed: Option<(Duration, Unavailable)>,
}

impl<T: Expires> Cached<T> {
    /// Asks nothing yet.
    #[must_use]
    pub fn new(source: Arc<dyn Provide<T>>, clock: Arc<dyn Clock>) -> Self {
        Self {
            source,
            clock,
            kept: Mutex::new(Kept { proof: None, generation: 0, asked: Duration::ZERO, failed: None }),
        }
    }

    /// A proof good for some time, and which it is: a number that grows with each new one.
    ///
    /// # Errors
    /// [`Unavailable`] if the source has none.
    pub async fn get(&self) -> Result<(T, u64), Unavailable> {
        let mut kept = self.kept.lock().await;
        let left = kept.proof.as_ref().map(|proof| self.left(proof));
        let recently = self.clock.monotonic() < kept.asked + RARELY;
        match (&kept.proof, left) {
            (Some(proof), Some(left)) if left > T::EARLY || (recently && !left.is_zero()) => {
                Ok((proof.clone(), kept.generation))
            }
            (Some(proof), Some(left)) if !left.is_zero() => {
                let proof = proof.clone();
                Ok(self.replace(&mut kept).await.unwrap_or((proof, kept.generation)))
            }
            _ => self.replace(&mut kept).await,
        }
    }

    /// Asks the source again because proof `generation` was refused; does nothing if another call already has.
    ///
    /// # Errors
    /// [`Unavailable`] if the source has none.
    pub async fn renew(&self, generation: u64) -> Result<(), Unavailable> {
        let mut kept = self.kept.lock().await;
        if kept.generation == generation { self.replace(&mut kept).await.map(drop) } else { Ok(()) }
    }

    async fn replace(&self, kept: &mut Kept<T>) -> Result<(T, u64), Unavailable> {
        kept.asked = self.clock.monotonic();
        if let Some((at, why)) = &kept.failed
            && kept.asked < *at + FAILED_FOR
        {
            return Err(why.clone());
        }
        let fresh = self.source.provide().await;
        kept.failed = fresh.as_ref().err().map(|why| (self.clock.monotonic(), why.clone()));
        let fresh = fresh?;
        kept.generation += 1;
        kept.proof = Some(fresh.clone());
        Ok((fresh, kept.generation))
    }

    /// Nothing if it has expired.
    fn left(&self, proof: &T) -> Duration {
        let now = self.clock.wall();
        proof.expires_at().map_or(Duration::MAX, |expiry| expiry.duration_since(now).unwrap_or_default())
    }
}

impl<T> fmt::Debug for Cached<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cached({:?})", self.source)
    }
}
