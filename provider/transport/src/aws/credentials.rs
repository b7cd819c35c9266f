//! Who asks.

use std::time::{Duration, SystemTime};

pub use aws_credential_types::Credentials;

use crate::Expires;

impl Expires for Credentials {
    const EARLY: Duration = Duration::from_mins(5);

    fn expires_at(&self) -> Option<SystemTime> {
        self.expiry()
    }
}
