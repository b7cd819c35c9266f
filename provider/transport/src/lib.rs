//! The only crate of the provider that opens connections, reads a clock or sleeps.
