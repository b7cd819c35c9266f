//! The kgas provider, as a library for its binary and its tests.
