//! A line to the API server that counts what goes over it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kgas_acceptance::line;

/// It carries as long as this process lives.
pub(super) struct Meter {
    /// `https://127.0.0.1:PORT`, in place of the API server's own address.
    pub(super) url: String,
    bytes: Arc<AtomicU64>,
}

impl Meter {
    /// * `to`: `https://127.0.0.1:PORT`.
    pub(super) fn before(to: &str) -> Self {
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&bytes);
        let count = move |length: usize| {
            counted.fetch_add(length as u64, Ordering::Relaxed);
        };
        let address = line::before(to.strip_prefix("https://").unwrap(), count.clone(), count).unwrap();
        Self { url: format!("https://{address}"), bytes }
    }

    /// How many bytes went either way so far, as they are on the wire.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}
