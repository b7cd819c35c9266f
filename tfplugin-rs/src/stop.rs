//! Being asked to stop: ^C reaches a provider as one call, and every running operation has to hear of it.

use tokio::sync::watch;

/// The side that asks. Armed anew after each request, as Terraform may go on using the provider.
#[derive(Debug, Clone)]
pub struct Stopper(watch::Sender<Requests>);

/// How often it was asked, and which request was the last that nobody made who waits for an answer.
#[derive(Debug, Clone, Copy, Default)]
struct Requests {
    all: u64,
    abandoned: u64,
}

/// The side that is asked: one for each operation.
#[derive(Debug, Clone)]
pub struct Stop {
    requests: watch::Receiver<Requests>,
    seen_at_start: u64,
}

impl Default for Stopper {
    fn default() -> Self {
        Self(watch::Sender::new(Requests::default()))
    }
}

impl Stopper {
    /// Asks everything that runs now to stop. What starts later is not asked.
    pub fn stop(&self) {
        self.0.send_modify(|requests| requests.all += 1);
    }

    /// The same because whoever started it is gone: killed, it asked for nothing.
    pub fn abandon(&self) {
        self.0.send_modify(|requests| *requests = Requests { all: requests.all + 1, abandoned: requests.all + 1 });
    }

    /// The ear of an operation that starts now.
    #[must_use]
    pub fn listen(&self) -> Stop {
        let requests = self.0.subscribe();
        let seen_at_start = requests.borrow().all;
        Stop { requests, seen_at_start }
    }
}

impl Stop {
    /// One that is never asked.
    #[must_use]
    pub fn never() -> Self {
        Stopper::default().listen()
    }

    /// Whether the operation was asked to stop.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.requests.borrow().all > self.seen_at_start
    }

    /// Whether it was asked because nobody is left who would hear of its end, and not by a user.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.requests.borrow().abandoned > self.seen_at_start
    }

    /// Waits until the operation is asked to stop; for ever if it never is.
    pub async fn requested(&self) {
        let mut requests = self.requests.clone();
        let start = self.seen_at_start;
        if requests.wait_for(|requests| requests.all > start).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_runs_is_asked_and_what_starts_later_is_not() {
        let stopper = Stopper::default();
        let running = stopper.listen();
        assert!(!running.is_requested());
        stopper.stop();
        assert!(running.is_requested());
        running.requested().await;
        assert!(!stopper.listen().is_requested());
        assert!(!running.is_abandoned(), "a user asked");
        let left = stopper.listen();
        stopper.abandon();
        assert!(left.is_requested() && left.is_abandoned());
        assert!(!stopper.listen().is_abandoned());
        assert!(!Stop::never().is_requested());
    }
}
