//! The real terraform binary against real parts.
