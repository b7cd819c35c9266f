//! How checks of attributes are tried.

use tfplugin_rs::value::Value;

/// A check takes every good text, no bad one, and nothing that is no text.
#[track_caller]
pub(super) fn check(predicate: fn(&Value) -> bool, good: &[&str], bad: &[&str]) {
    for text in good {
        assert!(predicate(&(*text).into()), "{text:?} is good");
    }
    for text in bad {
        assert!(!predicate(&(*text).into()), "{text:?} is bad");
    }
    assert!(!predicate(&Value::Bool(true)));
}
