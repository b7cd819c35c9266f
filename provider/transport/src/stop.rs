//! Being told to stop.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::watch;

/// Another's way of telling to stop: the plugin protocol's.
#[async_trait]
pub trait StopSignal: Send + Sync {
    /// Whether it was told. Once true it stays true.
    fn is_requested(&self) -> bool;
    /// Returns when it is told, at once if it already was.
    async fn requested(&self);
}

/// A flag that is raised once and never lowered. Clones share it. Raising it cancels nothing: whoever is about to start
/// something looks at it first, whoever waits stops waiting.
#[derive(Clone)]
pub struct Stop {
    raised: Arc<watch::Sender<bool>>,
    outer: Option<Arc<dyn StopSignal>>,
}

impl Stop {
    /// A flag that is not raised.
    #[must_use]
    pub fn new() -> Self {
        Self { raised: Arc::new(watch::Sender::new(false)), outer: None }
    }

    /// A flag that is also raised when `signal` says so.
    #[must_use]
    pub fn on(signal: impl StopSignal + 'static) -> Self {
        Self { outer: Some(Arc::new(signal)), ..Self::new() }
    }

    /// Raises the flag.
    pub fn request(&self) {
        self.raised.send_replace(true);
    }

    /// Whether it is raised.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.raised.borrow() || self.outer.as_ref().is_some_and(|outer| outer.is_requested())
    }

    /// Returns when it is raised, at once if it already is.
    pub async fn requested(&self) {
        let mut raised = self.raised.subscribe();
        // The sender lives in `self`, so the wait cannot fail.
        let own = raised.wait_for(|raised| *raised);
        match &self.outer {
            None => drop(own.await),
            Some(outer) => tokio::select! {
                _ = own => {}
                () = outer.requested() => {}
            },
        }
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stop({})", self.is_requested())
    }
}
