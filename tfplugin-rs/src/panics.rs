//! What a panic leaves on standard error.

use std::backtrace::Backtrace;
use std::io::Write as _;

/// Writes panics as Go does: Terraform looks for a line that begins so, and shows it and what follows to its user.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|panic| {
        let words = panic.payload_as_str().unwrap_or("without words");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let text = format!("panic: {words}\n\nat {place}\n{}\n", Backtrace::force_capture());
        // There is nobody left to tell when even this fails.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }));
}
