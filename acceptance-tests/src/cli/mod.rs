//! A driver for the real command line: a folder of its own, a configuration that points at the built provider, and
//! nothing of the machine's own settings.
mod program;
mod run;
mod workdir;

pub use program::Program;
pub use run::{Ended, Running, Target};
pub use workdir::Workdir;
