//! Being told to stop.

use std::sync::Arc;

use tokio::sync::watch;

/// A flag that is raised once and never lowered. Clones share it. Raising it cancels nothing: whoever is about to start
/// something looks at it first, whoever waits stops waiting.
#[derive(Debug, Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// A flag that is not raised.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Raises the flag.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Whether it is raised.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when it is raised, at once if it already is.
    pub async fn requested(&self) {
        // The sender lives in `self`, so the wait cannot fail.
        let _ = self.0.subscribe().wait_for(|raised| *raised).await;
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}
