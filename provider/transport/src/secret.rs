//! A value that is used and never shown.

use std::fmt;

use zeroize::Zeroize;

/// A credential. It has no `Display` and no `Serialize`, its `Debug` shows nothing of it, and its memory is overwritten
/// when it is dropped. Reading it takes a named call, [`Secret::expose`], that a search finds.
///
/// ```
/// let secret = kgas_transport::Secret::from("hunter2");
/// assert_eq!(format!("{secret:?}"), "Secret(***)");
/// assert_eq!(secret.expose(), "hunter2");
/// ```
/// ```compile_fail
/// let secret = kgas_transport::Secret::from("hunter2");
/// println!("{secret}");
/// ```
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that has to send it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<String> for Secret<String> {
    fn from(value: String) -> Self {
        Self(value)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    struct Memory(Arc<AtomicBool>);

    impl Zeroize for Memory {
        fn zeroize(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    #[test]
    fn its_memory_is_overwritten_when_it_is_dropped() {
        let overwritten = Arc::new(AtomicBool::new(false));
        drop(Secret::new(Memory(Arc::clone(&overwritten))));
        assert!(overwritten.load(Ordering::Relaxed));
    }
}
